package dev.thalweg.model.kernel;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Hands numbers on as they are, for learning and for scoring: examples are rows already, whatever
 * their shape. Only their scale, if they have one, is done with here.
 */
public final class Flattening implements TrainingKernel {

  private final FloatPointer source;
  private final float scale;
  private final Matrix outputs;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final float[] values;

  /**
   * Allocates its outputs.
   *
   * @param learns whether it takes slopes
   */
  public Flattening(Workbench bench, boolean learns) {
    source = new FloatPointer(bench.inputs().pointer());
    scale = (float) bench.scale();
    outputs = Matrix.zeros(bench.inputs().rows(), bench.inputs().columns());
    slopes = Matrix.zeros(learns ? outputs.rows() : 1, outputs.columns());
    heapSlopes = new float[slopes.length()];
    values = bench.heap().apply(outputs.length());
  }

  @Override
  public void run(float[] parameters, int rows) {
    int length = rows * outputs.columns();
    source.get(values, 0, length);
    for (int i = 0; i < length; i++) {
      values[i] *= scale;
    }
    outputs.put(values, length);
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
    slopes.get(heapSlopes, heapSlopes.length);
    below.slopes().put(heapSlopes, heapSlopes.length);
  }

  @Override
  public void close() {
    outputs.free();
    slopes.free();
  }
}
