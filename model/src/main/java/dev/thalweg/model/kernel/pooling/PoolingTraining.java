package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** A max-pooling on the way back: a slope goes to the number that was the largest. */
public final class PoolingTraining implements TrainingKernel {

  private final PoolingWindows windows;
  private final int[] offsets;
  private final PoolingForward forward;
  private final FloatBuffer inputs;
  private final float[] picture;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private float[] below = new float[0];

  /** Allocates its buffers. */
  public PoolingTraining(PoolingWindows windows, Workbench bench) {
    this.windows = windows;
    offsets = windows.offsets();
    forward = new PoolingForward(windows, bench);
    inputs = bench.inputs().buffer();
    picture = new float[windows.inputs()];
    slopes = Matrix.zeros(bench.inputs().rows(), windows.outputs());
    heapSlopes = new float[slopes.length()];
  }

  @Override
  public void run(float[] parameters, int rows) {
    forward.run(parameters, rows);
  }

  @Override
  public Matrix outputs() {
    return forward.outputs();
  }

  @Override
  public float[] values() {
    return forward.values();
  }

  @Override
  public Matrix slopes() {
    return slopes;
  }

  @Override
  public void backward() {}

  @Override
  public void down(Matrix target) {
    slopes.get(heapSlopes, heapSlopes.length);
    if (below.length == 0) {
      below = new float[slopes.rows() * picture.length];
    }
    Arrays.fill(below, 0);
    for (int row = 0; row < slopes.rows(); row++) {
      inputs.get(row * picture.length, picture);
      spread(row * slopes.columns(), row * picture.length);
    }
    target.put(below, below.length);
  }

  private void spread(int start, int to) {
    int at = start;
    for (int row = 0; row < windows.rows(); row++) {
      for (int column = 0; column < windows.columns(); column++) {
        int first = windows.first(row, column);
        for (int channel = 0; channel < windows.channels(); channel++) {
          int largest = largest(picture, first + channel, offsets, forward.values()[at]);
          below[to + largest] = heapSlopes[at++];
        }
      }
    }
  }

  /** Where the largest number of a window is; the first of equals. */
  private static int largest(float[] picture, int first, int[] offsets, float value) {
    for (int offset : offsets) {
      if (picture[first + offset] == value) {
        return first + offset;
      }
    }
    return first; // the window holds something that is no number
  }

  @Override
  public void gradient(float[] target) {}

  @Override
  public double magnitude(float[] target) {
    return 0;
  }

  @Override
  public void close() {
    forward.close();
    slopes.free();
  }
}
