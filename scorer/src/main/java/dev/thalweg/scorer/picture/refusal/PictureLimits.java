package dev.thalweg.scorer.picture.refusal;

/**
 * What a picture may cost, checked from its header before any pixel is decoded.
 *
 * <p>With the defaults, one picture takes less than 50 MB of heap while it is read (its bytes four
 * times, and what is decoded of it, at most a megapixel) and, if it is a JPEG, up to 24 MB outside
 * the heap.
 *
 * @param bytesMax the most bytes of an encoded picture
 * @param sideMax the most pixels of its width and of its height
 * @param pixelsMax the most pixels, width times height; of a JPEG in several scans, whose
 *     coefficients have to be held in memory whole, a quarter of it
 */
public record PictureLimits(int bytesMax, int sideMax, int pixelsMax) {
  private static final PictureLimits DEFAULTS = new PictureLimits(8 << 20, 8192, 16 << 20);

  /**
   * Checks that each is positive.
   *
   * @throws IllegalArgumentException if one is not
   */
  public PictureLimits {
    if (bytesMax < 1 || sideMax < 1 || pixelsMax < 1) {
      throw new IllegalArgumentException(
          "Limits must be positive: %d bytes, %d a side, %d pixels"
              .formatted(bytesMax, sideMax, pixelsMax));
    }
  }

  /** 8 MiB, 8,192 pixels a side and 16,777,216 pixels: a photograph of a telephone passes. */
  public static PictureLimits defaults() {
    return DEFAULTS;
  }

  public void requireBytes(int bytes) throws PictureException {
    if (bytes > bytesMax) {
      throw PictureException.tooLarge(
          "The picture has %,d bytes: send one of at most %,d.".formatted(bytes, bytesMax));
    }
  }

  /** Checks the size that a header declares, whatever it declares. */
  public void requireSize(long width, long height) throws PictureException {
    if (width < 1 || height < 1) {
      throw PictureException.malformed(
          "The picture says that it has no pixels: send one that has a width and a height.");
    }
    if (width > sideMax || height > sideMax || width * height > pixelsMax) {
      throw PictureException.tooLarge(
          "The picture has %,d x %,d pixels: send one of at most %,d pixels, and %,d a side."
              .formatted(width, height, pixelsMax, sideMax));
    }
  }
}
