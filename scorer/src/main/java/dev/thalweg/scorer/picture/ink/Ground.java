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
  private static final int CONTRAST_MIN = 24;

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
      throw nothingDrawn();
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

  private static PictureException nothingDrawn() {
    return PictureException.malformed(
        "Nothing is drawn on the picture: send one digit on an even background, with a margin.");
  }
}
