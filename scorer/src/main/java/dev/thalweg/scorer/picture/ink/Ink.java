package dev.thalweg.scorer.picture.ink;

/**
 * How much ink is on each pixel.
 *
 * @param width pixels
 * @param height pixels
 * @param strength uint8 row-major: 0 is ground, 255 full ink
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves the reader
public record Ink(int width, int height, byte[] strength) {
  /**
   * From this strength on a pixel belongs to the digit's box. At a quarter instead of half, grain
   * of the paper and uneven light widen the box; what is fainter at its edges is cut off.
   */
  public static final int IN_BOX = 128;

  /**
   * Tells ink from ground by Otsu's threshold, blots out what lies within the ground's noise, and
   * stretches the rest so that a quarter of the ink is full. Compression and paper leave such
   * noise: it would widen the box.
   */
  public static Ink of(byte[] contrast, int width, int height) {
    Histogram levels = Histogram.of(contrast);
    int threshold = levels.threshold();
    int full = fullLevel(levels, threshold);
    int floor = Math.min(threshold, Math.max(noise(levels, threshold), full / 12));
    byte[] strength = new byte[contrast.length];
    for (int i = 0; i < contrast.length; i++) {
      int value = contrast[i] & 0xff;
      strength[i] = (byte) (value < floor ? 0 : Math.min(255, value * 255 / full));
    }
    return new Ink(width, height, strength);
  }

  /** The level that a quarter of the ink reaches, above 0. */
  private static int fullLevel(Histogram levels, int threshold) {
    long ink = levels.count(threshold, Histogram.LEVELS);
    int level = Histogram.LEVELS - 1;
    while (level > threshold && levels.count(level, Histogram.LEVELS) * 4 < ink) {
      level--;
    }
    return level;
  }

  /** The ground's mean and three standard deviations. */
  private static int noise(Histogram levels, int threshold) {
    Histogram.Moments ground = levels.moments(0, threshold);
    return (int) (ground.mean() + 3 * ground.deviation());
  }
}
