package dev.thalweg.model.export;

/**
 * Weights as whole numbers from -127 to 127 times a scale for each output unit, symmetric around 0.
 * A scale has 16 bits of fraction at most, so that each product is a float32 exactly: what a file
 * holds is what any reader computes, and quantising it again gives the same file.
 */
final class Int8 {

  private static final int LARGEST = 127;

  /** Bits of a scale that are 0: 24 of a float32 less 7 of the whole number and one to spare. */
  private static final int LOW_BITS = 8;

  /** A unit whose weights are all smaller has none: products with its scale would not be exact. */
  private static final float LEAST = 1e-30f;

  private Int8() {}

  /**
   * The scale of each unit.
   *
   * @param weights [inputs, units] row-major
   */
  static float[] scales(float[] weights, int units) {
    float[] scales = new float[units];
    for (int i = 0; i < weights.length; i++) {
      scales[i % units] = Math.max(scales[i % units], Math.abs(weights[i]));
    }
    for (int unit = 0; unit < units; unit++) {
      scales[unit] = scales[unit] < LEAST ? 1 : scale(scales[unit]);
    }
    return scales;
  }

  /** The least scale of so few bits with which the largest magnitude is at most 127. */
  private static float scale(float largest) {
    int low = (1 << LOW_BITS) - 1;
    double exact = (double) largest / LARGEST;
    float near = (float) exact;
    float scale = Float.intBitsToFloat(Float.floatToRawIntBits(near) & ~low);
    return scale < exact ? Float.intBitsToFloat(Float.floatToRawIntBits(scale) + low + 1) : scale;
  }

  /** The whole number nearest to a weight over its scale. */
  static byte quantize(float weight, float scale) {
    return (byte) Math.rint((double) weight / scale);
  }
}
