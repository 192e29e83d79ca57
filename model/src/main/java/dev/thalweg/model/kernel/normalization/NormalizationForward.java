package dev.thalweg.model.kernel.normalization;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Workbench;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A layer normalisation (Ba, Kiros and Hinton 2016, equation 4): all numbers x of an example, less
 * their mean and divided by their standard deviation, times a gain and plus a bias. Mean and
 * variance are summed in double.
 *
 * <p>The gains and then the biases are those of the last dimension: the i-th number has the gain i
 * mod their number.
 */
public final class NormalizationForward implements ForwardKernel {

  /** Added to the variance, so that an example of equal numbers becomes zeros. */
  public static final float EPSILON = 1e-5f;

  private final int size;
  private final int gains;
  private final int offset;
  private final int slots;
  private final float scale;
  private final FloatPointer source;
  private final float[] normalized;
  private final float[] factors;
  private final Matrix outputs;
  private final float[] values;

  /**
   * Allocates its outputs.
   *
   * @param gains how many gains, and biases, there are; a divisor of the inputs' number
   * @param offset where the gains begin in the flat vector
   * @param slots of how many examples the normalised numbers are kept
   */
  public NormalizationForward(int gains, int offset, Workbench bench, int slots) {
    this.gains = gains;
    this.offset = offset;
    this.slots = slots;
    size = bench.inputs().columns();
    scale = (float) bench.scale();
    source = new FloatPointer(bench.inputs().pointer());
    normalized = new float[slots * size];
    factors = new float[slots];
    outputs = Matrix.zeros(bench.inputs().rows(), size);
    values = bench.heap().apply(outputs.length());
  }

  @Override
  public void run(float[] parameters, int rows) {
    for (int row = 0; row < rows; row++) {
      int slot = row % slots;
      source.position((long) row * size).get(normalized, slot * size, size);
      factors[slot] = normalize(normalized, slot * size, size, scale);
      for (int i = 0; i < size; i++) {
        int part = offset + i % gains;
        values[row * size + i] =
            parameters[part] * normalized[slot * size + i] + parameters[part + gains];
      }
    }
    outputs.put(values, rows * size);
  }

  /** Normalises in place, and returns what the numbers less their mean were multiplied by. */
  private static float normalize(float[] x, int start, int size, float scale) {
    double sum = 0;
    for (int i = start; i < start + size; i++) {
      sum += scale * x[i];
    }
    double mean = sum / size;
    double squares = 0;
    for (int i = start; i < start + size; i++) {
      double difference = scale * x[i] - mean;
      squares += difference * difference;
    }
    double factor = 1 / Math.sqrt(squares / size + EPSILON);
    for (int i = start; i < start + size; i++) {
      x[i] = (float) ((scale * x[i] - mean) * factor);
    }
    return (float) factor;
  }

  /** The numbers before gain and bias, [slots, inputs]. */
  float[] normalized() {
    return normalized;
  }

  /** What the numbers of each slot less their mean were multiplied by. */
  float[] factors() {
    return factors;
  }

  int offset() {
    return offset;
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
