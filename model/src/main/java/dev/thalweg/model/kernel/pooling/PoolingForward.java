package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Workbench;
import java.nio.FloatBuffer;

/** A max-pooling that scores: the largest number of each window, channel by channel. */
public final class PoolingForward implements ForwardKernel {

  private final PoolingWindows windows;
  private final FloatBuffer inputs;
  private final float scale;
  private final float[] picture;
  private final float[] largest;
  private final float[] line;
  private final Matrix outputs;
  private final float[] values;

  /** Allocates its outputs. */
  public PoolingForward(PoolingWindows windows, Workbench bench) {
    this.windows = windows;
    inputs = bench.inputs().buffer();
    scale = (float) bench.scale();
    picture = new float[windows.inputs()];
    largest = new float[windows.width() * windows.channels()];
    line = new float[largest.length];
    outputs = Matrix.zeros(bench.inputs().rows(), windows.outputs());
    values = bench.heap().apply(outputs.length());
  }

  @Override
  public void run(float[] parameters, int rows) {
    for (int row = 0; row < rows; row++) {
      inputs.get(row * picture.length, picture);
      pool(row * outputs.columns());
    }
    outputs.put(values, rows * outputs.columns());
  }

  /** First down the columns of the picture, as a whole line at a time, then along the line. */
  private void pool(int start) {
    int at = start;
    for (int row = 0; row < windows.rows(); row++) {
      int first = windows.first(row, 0);
      System.arraycopy(picture, first, largest, 0, largest.length);
      for (int i = 1; i < windows.windowHeight(); i++) {
        System.arraycopy(picture, first + i * line.length, line, 0, line.length);
        takeLarger(largest, line);
      }
      for (int column = 0; column < windows.columns(); column++) {
        for (int channel = 0; channel < windows.channels(); channel++) {
          values[at++] = scale * largest(windows.first(0, column) + channel);
        }
      }
    }
  }

  private static void takeLarger(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
  }

  private float largest(int first) {
    float most = largest[first];
    for (int i = 1; i < windows.windowWidth(); i++) {
      most = Math.max(most, largest[first + i * windows.channels()]);
    }
    return most;
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
  public void close() {
    outputs.free();
  }
}
