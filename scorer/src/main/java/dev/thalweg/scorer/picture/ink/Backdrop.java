package dev.thalweg.scorer.picture.ink;

import dev.thalweg.scorer.picture.decode.PixelGrid;

/** What is put behind transparent pixels: white, as in a browser on a page without a colour. */
public final class Backdrop {
  private static final int WHITE = 255;
  private static final int BLACK = 0;

  private Backdrop() {}

  /**
   * The luminance of the picture over white or, if nothing can be seen on that since it is drawn in
   * white, over black.
   *
   * @return uint8 row-major; not a copy if there is no transparency
   */
  public static byte[] behind(PixelGrid grid) {
    if (grid.alpha().length == 0) {
      return grid.luminance();
    }
    byte[] overWhite = over(grid, WHITE);
    int darkest = Histogram.of(overWhite).quantile(0);
    return WHITE - darkest < Ground.CONTRAST_MIN ? over(grid, BLACK) : overWhite;
  }

  private static byte[] over(PixelGrid grid, int backdrop) {
    byte[] over = new byte[grid.luminance().length];
    for (int i = 0; i < over.length; i++) {
      int alpha = grid.alpha()[i] & 0xff;
      int light = grid.luminance()[i] & 0xff;
      over[i] = (byte) ((light * alpha + backdrop * (255 - alpha) + 127) / 255);
    }
    return over;
  }
}
