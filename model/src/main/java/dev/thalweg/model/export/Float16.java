package dev.thalweg.model.export;

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
final class Float16 {

  /** The largest finite value. */
  static final float MAX = 65_504;

  private static final float LEAST_NORMAL = 0x1p-14f;
  private static final float LEAST = 0x1p-24f;

  private Float16() {}

  /**
   * The bits of the nearest value; of two equally near the even one.
   *
   * @throws IllegalArgumentException with one sentence if the value is beyond the largest
   */
  static short bits(float value) {
    float magnitude = Math.abs(value);
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    if (!(magnitude < MAX + 16)) { // half a step above the largest rounds to infinity
      throw new IllegalArgumentException(
          "A parameter is %s, beyond the %d of float16; use float32.".formatted(value, (int) MAX));
    }
    if (magnitude < LEAST_NORMAL) { // a multiple of the least, which Math.rint finds exactly
      return (short) (sign | (int) Math.rint(magnitude / LEAST));
    }
    int bits = Float.floatToRawIntBits(magnitude);
    int rounded = bits + 0xfff + ((bits >>> 13) & 1); // carries into the exponent where it has to
    return (short) (sign | ((rounded >>> 13) - ((127 - 15) << 10)));
  }

  /** The value of bits, exactly. */
  static float value(short bits) {
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * LEAST;
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat(((exponent + (127 - 15)) << 23) | (fraction << 13));
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
