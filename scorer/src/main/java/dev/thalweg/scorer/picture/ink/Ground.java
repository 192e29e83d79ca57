package dev.thalweg.scorer.picture.ink;

import dev.thalweg.scorer.picture.refusal.PictureException;

/**
 * What a digit is drawn on.
 *
 * @param level uint8, the median of the picture's edge
 * @param dark whether what is drawn is lighter than it
 */
public record Ground(int level, boolean dark) {
  /** The least difference to the ground that is a drawing and not noise. */
  static final int CONTRAST_MIN = 24;

  /** What differs more than this along the edge is not of one level. */
  private static final int EDGE_SPREAD_MAX = 16;

  /** So much of the edge may be anything, the end of a stroke for one. */
  private static final double EDGE_SHARE = 0.004;

  private static final int SPECKS_MAX = 2;

  /**
   * Finds the ground, and whether the rest departs from it towards light or dark: by the sum of
   * squares, so that a stroke outweighs the noise of a large ground.
   *
   * @throws PictureException if nothing departs from it
   */
  public static Ground of(byte[] pixels, int width, int height) throws PictureException {
    int level = Edge.median(pixels, width, height);
    long lighter = 0;
    long darker = 0;
    int lightest = level;
    int darkest = level;
    for (byte pixel : pixels) {
      int difference = (pixel & 0xff) - level;
      lightest = Math.max(lightest, pixel & 0xff);
      darkest = Math.min(darkest, pixel & 0xff);
      if (difference > 0) {
        lighter += (long) difference * difference;
      } else {
        darker += (long) difference * difference;
      }
    }
    boolean dark = lighter >= darker;
    if ((dark ? lightest - level : level - darkest) < CONTRAST_MIN) {
      throw Refusals.nothingDrawn();
    }
    return new Ground(level, dark);
  }

  /** How far each pixel departs from the ground in the direction of the ink, 0 to 255. */
  public byte[] contrast(byte[] pixels) {
    byte[] contrast = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int difference = (pixels[i] & 0xff) - level;
      contrast[i] = (byte) Math.max(0, dark ? difference : -difference);
    }
    return contrast;
  }

  /** The pixels as they are, or all of them inverted. */
  public byte[] lightOnDark(byte[] pixels) {
    byte[] light = pixels.clone();
    for (int i = 0; i < light.length && !dark; i++) {
      light[i] = (byte) (255 - (pixels[i] & 0xff));
    }
    return light;
  }

  /**
   * Whether one level is the ground everywhere: the edge is of about that level, and between ground
   * and ink there is less than there is ink, and no grain.
   *
   * @param contrast how far each pixel departs from the ground
   */
  public boolean isEven(byte[] pixels, byte[] contrast, int width, int height) {
    Histogram edge = Edge.of(pixels, width, height);
    if (edge.quantile(1 - EDGE_SHARE) - edge.quantile(EDGE_SHARE) > EDGE_SPREAD_MAX) {
      return false;
    }
    Histogram levels = Histogram.of(contrast);
    int threshold = levels.threshold();
    long between = levels.count(EDGE_SPREAD_MAX, Math.max(EDGE_SPREAD_MAX, threshold));
    return between < levels.count(threshold, Histogram.LEVELS)
        && specks(contrast, width, threshold) <= SPECKS_MAX;
  }

  /** The inked pixels, but for those on the edge, with none beside, above or below them. */
  private static int specks(byte[] contrast, int width, int threshold) {
    int specks = 0;
    for (int at = width; at < contrast.length - width; at++) {
      boolean alone =
          (contrast[at] & 0xff) >= threshold
              && (contrast[at - 1] & 0xff) < threshold
              && (contrast[at + 1] & 0xff) < threshold
              && (contrast[at - width] & 0xff) < threshold
              && (contrast[at + width] & 0xff) < threshold;
      specks += alone ? 1 : 0;
    }
    return specks;
  }
}
