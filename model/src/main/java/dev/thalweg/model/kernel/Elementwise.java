package dev.thalweg.model.kernel;

/**
 * What happens to each number by itself, on the heap, shared by training and scoring. The loops are
 * straight so that C2 compiles them to vector instructions; none sums in an order that could vary.
 */
public final class Elementwise {

  private Elementwise() {}

  /**
   * z = max(z + bias, 0), in place.
   *
   * @param z row-major [rows, units]
   * @param biases the units biases, from {@code offset} on
   */
  public static void biasRelu(float[] z, int rows, int units, float[] biases, int offset) {
    for (int row = 0; row < rows; row++) {
      biasRelu(z, row * units, biases, offset, units);
    }
  }

  private static void biasRelu(float[] z, int start, float[] biases, int offset, int units) {
    for (int j = 0; j < units; j++) {
      z[start + j] = Math.max(z[start + j] + biases[offset + j], 0f);
    }
  }

  /** z += bias; the rest as {@link #biasRelu}. */
  public static void bias(float[] z, int rows, int units, float[] biases, int offset) {
    for (int row = 0; row < rows; row++) {
      bias(z, row * units, biases, offset, units);
    }
  }

  private static void bias(float[] z, int start, float[] biases, int offset, int units) {
    for (int j = 0; j < units; j++) {
      z[start + j] += biases[offset + j];
    }
  }

  /**
   * z = tanh(z + bias), by the exponential function in double: exact to the last bit or so of a
   * float, no overflow; the rest as {@link #biasRelu}.
   */
  public static void biasTanh(float[] z, int rows, int units, float[] biases, int offset) {
    for (int i = 0; i < rows * units; i++) {
      double sum = z[i] + biases[offset + i % units];
      z[i] = (float) (1 - 2 / (StrictMath.exp(2 * sum) + 1));
    }
  }

  /** z = 1 / (1 + e^-(z + bias)); the rest as {@link #biasTanh}. */
  public static void biasSigmoid(float[] z, int rows, int units, float[] biases, int offset) {
    for (int i = 0; i < rows * units; i++) {
      double sum = z[i] + biases[offset + i % units];
      z[i] = (float) (1 / (1 + StrictMath.exp(-sum)));
    }
  }

  /** z = max(z, 0). */
  static void relu(float[] z, int length) {
    for (int i = 0; i < length; i++) {
      z[i] = Math.max(z[i], 0f);
    }
  }

  /** z = tanh(z), as {@link #biasTanh}. */
  static void tanh(float[] z, int length) {
    for (int i = 0; i < length; i++) {
      z[i] = (float) (1 - 2 / (StrictMath.exp(2 * (double) z[i]) + 1));
    }
  }

  /** z = 1 / (1 + e^-z), as {@link #biasSigmoid}. */
  static void sigmoid(float[] z, int length) {
    for (int i = 0; i < length; i++) {
      z[i] = (float) (1 / (1 + StrictMath.exp(-(double) z[i])));
    }
  }

  /** slopes *= 1 - outputs^2. */
  public static void deriveTanh(float[] slopes, float[] outputs, int length) {
    for (int i = 0; i < length; i++) {
      slopes[i] *= 1 - outputs[i] * outputs[i];
    }
  }

  /** slopes *= outputs (1 - outputs). */
  public static void deriveSigmoid(float[] slopes, float[] outputs, int length) {
    for (int i = 0; i < length; i++) {
      slopes[i] *= outputs[i] * (1 - outputs[i]);
    }
  }

  /**
   * slopes *= 1 where the output is positive, by a mask that is exactly 1 where the output is
   * positive, down to the least positive float, and 0 where it is 0: a comparison would not be
   * vectorised and would be mispredicted.
   */
  public static void deriveRelu(float[] slopes, float[] outputs, int length) {
    for (int i = 0; i < length; i++) {
      slopes[i] *= Math.min(outputs[i] * 1e30f * 1e30f, 1f);
    }
  }

  /** a += b, the first {@code length} numbers. */
  public static void add(float[] a, float[] b, int length) {
    for (int i = 0; i < length; i++) {
      a[i] += b[i];
    }
  }

  /** a = max(a, b), over a range of both. */
  public static void takeLarger(float[] a, float[] b, int start, int end) {
    for (int i = start; i < end; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
  }

  /**
   * Over a range: where a number is the largest it is replaced by the slope, which is 0 from then
   * on; elsewhere by 0. By a mask as in {@link #deriveRelu}.
   *
   * @param largest none of which is below the number
   */
  public static void giveToLargest(
      float[] numbers, float[] largest, float[] slopes, int start, int end) {
    for (int i = start; i < end; i++) {
      float slope = slopes[i];
      float rest = slope * Math.min((largest[i] - numbers[i]) * 1e30f * 1e30f, 1f);
      numbers[i] = slope - rest;
      slopes[i] = rest;
    }
  }

  /** a *= b, the first {@code length} numbers. */
  public static void multiply(float[] a, float[] b, int length) {
    for (int i = 0; i < length; i++) {
      a[i] *= b[i];
    }
  }

  /** a *= factor, the first {@code length} numbers. */
  public static void multiply(float[] a, float factor, int length) {
    for (int i = 0; i < length; i++) {
      a[i] *= factor;
    }
  }

  /** Sums over the rows of a [rows, units], written to the target from {@code offset} on. */
  public static void sumRows(float[] a, int rows, int units, float[] target, int offset) {
    System.arraycopy(a, 0, target, offset, units);
    for (int row = 1; row < rows; row++) {
      int start = row * units;
      for (int j = 0; j < units; j++) {
        target[offset + j] += a[start + j];
      }
    }
  }

  /** to += factor * from, over a range of both. */
  public static void addScaled(float[] to, float[] from, int start, int end, float factor) {
    for (int i = start; i < end; i++) {
      to[i] += factor * from[i];
    }
  }

  /** average += weight * (values - average). */
  public static void average(float[] average, float[] values, float weight) {
    for (int i = 0; i < average.length; i++) {
      average[i] += weight * (values[i] - average[i]);
    }
  }
}
