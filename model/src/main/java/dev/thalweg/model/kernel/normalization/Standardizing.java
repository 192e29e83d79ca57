package dev.thalweg.model.kernel.normalization;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Numbers less their mean and times their factor, for learning and for scoring. The flat vector of
 * parameters begins with the means, then come the factors; no gradient is made for them. Always the
 * first layer, so that nothing is below that wants slopes.
 */
public final class Standardizing implements TrainingKernel {

  /** The largest magnitude of what comes out, so that one wild number does not drown the others. */
  public static final float LIMIT = 10;

  private final int size;
  private final float scale;
  private final FloatPointer source;
  private final Matrix outputs;
  private final Matrix slopes;
  private final float[] values;

  /**
   * Allocates its outputs.
   *
   * @param learns whether it takes slopes
   */
  public Standardizing(Workbench bench, boolean learns) {
    size = bench.inputs().columns();
    scale = (float) bench.scale();
    source = new FloatPointer(bench.inputs().pointer());
    outputs = Matrix.zeros(bench.inputs().rows(), size);
    slopes = Matrix.zeros(learns ? outputs.rows() : 1, size);
    values = bench.heap().apply(outputs.length());
  }

  @Override
  public void run(float[] parameters, int rows) {
    source.get(values, 0, rows * size);
    for (int row = 0; row < rows; row++) {
      int start = row * size;
      for (int i = 0; i < size; i++) {
        float x = (scale * values[start + i] - parameters[i]) * parameters[size + i];
        values[start + i] = Float.isNaN(x) ? 0 : Math.max(-LIMIT, Math.min(LIMIT, x));
      }
    }
    outputs.put(values, rows * size);
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
  public void down(TrainingKernel below) {
    throw new UnsupportedOperationException("Nothing is below the first layer.");
  }

  @Override
  public void close() {
    outputs.free();
    slopes.free();
  }
}
