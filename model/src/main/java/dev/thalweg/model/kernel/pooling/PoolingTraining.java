package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** A max-pooling that learns: forward it remembers which number of a window was the largest. */
public final class PoolingTraining implements TrainingKernel {

  private final PoolingWindows windows;
  private final int[] offsets;
  private final FloatBuffer inputs;
  private final float scale;
  private final float[] picture;
  private final Matrix outputs;
  private final float[] values;
  private final int[] largest;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private float[] below = new float[0];

  /** Allocates its buffers. */
  public PoolingTraining(PoolingWindows windows, Workbench bench) {
    this.windows = windows;
    offsets = windows.offsets();
    inputs = bench.inputs().buffer();
    scale = (float) bench.scale();
    picture = new float[windows.inputs()];
    outputs = Matrix.zeros(bench.inputs().rows(), windows.outputs());
    values = bench.heap().apply(outputs.length());
    largest = new int[outputs.length()];
    slopes = Matrix.zeros(outputs.rows(), outputs.columns());
    heapSlopes = new float[slopes.length()];
  }

  @Override
  public void run(float[] parameters, int rows) {
    for (int row = 0; row < rows; row++) {
      inputs.get(row * picture.length, picture);
      int at = row * outputs.columns();
      for (int y = 0; y < windows.rows(); y++) {
        for (int x = 0; x < windows.columns(); x++) {
          int first = windows.first(y, x);
          choose(picture, first, windows.channels(), offsets, values, largest, at);
          at += windows.channels();
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    outputs.put(values, values.length);
  }

  /**
   * The largest number of a window, of each channel, and its place; the first of equals. Measured
   * to take half of the time that {@link Math#max} and a place without a branch take.
   */
  private static void choose(
      float[] picture,
      int first,
      int channels,
      int[] offsets,
      float[] values,
      int[] places,
      int at) {
    for (int channel = 0; channel < channels; channel++) {
      int start = first + channel;
      int place = start;
      float most = picture[start];
      for (int i = 1; i < offsets.length; i++) {
        float value = picture[start + offsets[i]];
        if (value > most) {
          most = value;
          place = start + offsets[i];
        }
      }
      values[at + channel] = most;
      places[at + channel] = place;
    }
  }

  @Override
  public Matrix outputs() {
    return outputs;
  }

  @Override
  public float[] values() {
    return values;
  }

  @Override
  public Matrix slopes() {
    return slopes;
  }

  @Override
  public void down(Matrix target) {
    if (below.length == 0) {
      below = new float[outputs.rows() * picture.length];
    }
    slopes.get(heapSlopes, heapSlopes.length);
    Arrays.fill(below, 0);
    for (int row = 0; row < outputs.rows(); row++) {
      int start = row * picture.length;
      int end = (row + 1) * outputs.columns();
      for (int at = row * outputs.columns(); at < end; at++) {
        below[start + largest[at]] = heapSlopes[at];
      }
    }
    target.put(below, below.length);
  }

  @Override
  public void close() {
    outputs.free();
    slopes.free();
  }
}
