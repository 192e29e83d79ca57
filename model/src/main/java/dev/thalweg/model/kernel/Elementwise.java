package dev.thalweg.model.kernel;

import dev.thalweg.model.network.Activation;

/**
 * What happens to each number by itself, on the heap, shared by training and scoring. The loops are
 * straight so that C2 compiles them to vector instructions; none sums in an order that could vary.
 */
public final class Elementwise {

  private Elementwise() {}

  /**
   * z = activation(z + bias), in place.
   *
   * @param z row-major [rows, units]
   * @param biases the units biases, from {@code offset} on
   */
  public static void activate(
      Activation activation, float[] z, int rows, int units, float[] biases, int offset) {
    for (int row = 0; row < rows; row++) {
      int start = row * units;
      switch (activation) {
        case RELU -> biasRelu(z, start, units, biases, offset);
        case IDENTITY -> bias(z, start, units, biases, offset);
        case TANH -> biasTanh(z, start, units, biases, offset);
        case SIGMOID -> biasSigmoid(z, start, units, biases, offset);
      }
    }
  }

  private static void biasRelu(float[] z, int start, int units, float[] biases, int offset) {
    for (int j = 0; j < units; j++) {
      z[start + j] = Math.max(z[start + j] + biases[offset + j], 0f);
    }
  }

  private static void bias(float[] z, int start, int units, float[] biases, int offset) {
    for (int j = 0; j < units; j++) {
      z[start + j] += biases[offset + j];
    }
  }

  /** By the exponential function in double: exact to the last bit or so of a float, no overflow. */
  private static void biasTanh(float[] z, int start, int units, float[] biases, int offset) {
    for (int j = 0; j < units; j++) {
      double sum = z[start + j] + biases[offset + j];
      z[start + j] = (float) (1 - 2 / (StrictMath.exp(2 * sum) + 1));
    }
  }

  private static void biasSigmoid(float[] z, int start, int units, float[] biases, int offset) {
    for (int j = 0; j < units; j++) {
      double sum = z[start + j] + biases[offset + j];
      z[start + j] = (float) (1 / (1 + StrictMath.exp(-sum)));
    }
  }

  /** delta *= activation'(z), from the activation's outputs. */
  static void derive(Activation activation, float[] delta, float[] outputs, int length) {
    switch (activation) {
      case RELU -> deriveRelu(delta, outputs, length);
      case TANH -> {
        for (int i = 0; i < length; i++) {
          delta[i] *= 1 - outputs[i] * outputs[i];
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < length; i++) {
          delta[i] *= outputs[i] * (1 - outputs[i]);
        }
      }
      case IDENTITY -> {}
    }
  }

  /**
   * By a mask that is exactly 1 where the output is positive, down to the least positive float, and
   * 0 where it is 0: a comparison would not be vectorised and would be mispredicted.
   */
  private static void deriveRelu(float[] delta, float[] outputs, int length) {
    for (int i = 0; i < length; i++) {
      delta[i] *= Math.min(outputs[i] * 1e30f * 1e30f, 1f);
    }
  }

  /** a *= b, the first {@code length} numbers. */
  static void multiply(float[] a, float[] b, int length) {
    for (int i = 0; i < length; i++) {
      a[i] *= b[i];
    }
  }

  /** Sums over the rows of a [rows, units], written to the target from {@code offset} on. */
  static void sumRows(float[] a, int rows, int units, float[] target, int offset) {
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
