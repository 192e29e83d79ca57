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

  private static final int LEVELS = 256;

  /**
   * Tells ink from ground by Otsu's threshold (1979), blots out what lies within the ground's
   * noise, and stretches the rest so that a quarter of the ink is full. Compression and paper leave
   * such noise: it would widen the box.
   */
  public static Ink of(byte[] contrast, int width, int height) {
    int[] counts = new int[LEVELS];
    for (byte value : contrast) {
      counts[value & 0xff]++;
    }
    int threshold = threshold(counts);
    int full = fullLevel(counts, threshold);
    int floor = Math.min(threshold, Math.max(noise(counts, threshold), full / 12));
    byte[] strength = new byte[contrast.length];
    for (int i = 0; i < contrast.length; i++) {
      int value = contrast[i] & 0xff;
      strength[i] = (byte) (value < floor ? 0 : Math.min(255, value * 255 / full));
    }
    return new Ink(width, height, strength);
  }

  /** The level from which on values are ink: it makes the variance between the classes largest. */
  private static int threshold(int[] counts) {
    double total = 0;
    double sum = 0;
    for (int level = 0; level < LEVELS; level++) {
      total += counts[level];
      sum += (double) level * counts[level];
    }
    double below = 0;
    double sumBelow = 0;
    double best = 0;
    int threshold = 1;
    for (int level = 1; level < LEVELS; level++) {
      below += counts[level - 1];
      sumBelow += (level - 1.0) * counts[level - 1];
      double above = total - below;
      if (below == 0 || above == 0) {
        continue;
      }
      double apart = sumBelow / below - (sum - sumBelow) / above;
      double variance = below * above * apart * apart;
      if (variance > best) {
        best = variance;
        threshold = level;
      }
    }
    return threshold;
  }

  /** The level that a quarter of the ink reaches, above 0. */
  private static int fullLevel(int[] counts, int threshold) {
    long ink = 0;
    for (int level = threshold; level < LEVELS; level++) {
      ink += counts[level];
    }
    int level = LEVELS - 1;
    long seen = counts[level];
    while (seen * 4 < ink && level > threshold) {
      level--;
      seen += counts[level];
    }
    return level;
  }

  /** The ground's mean and three standard deviations. */
  private static int noise(int[] counts, int threshold) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (int level = 0; level < threshold; level++) {
      count += counts[level];
      sum += (double) level * counts[level];
      squares += (double) level * level * counts[level];
    }
    double mean = sum / Math.max(1, count);
    double variance = Math.max(0, squares / Math.max(1, count) - mean * mean);
    return (int) (mean + 3 * Math.sqrt(variance));
  }
}
