package dev.thalweg.scorer.picture.ink;

import dev.thalweg.scorer.picture.decode.PixelGrid;

/**
 * What is put behind transparent pixels, so that what is drawn stands out and nothing else does.
 */
public final class Backdrop {

  private Backdrop() {}

  /**
   * The luminance of the picture over a backdrop. If the edge is mostly opaque, the picture has a
   * ground of its own and the backdrop is of that; else what is opaque is ink, and the backdrop is
   * white behind dark ink and black behind light.
   *
   * @return uint8 row-major; not a copy if there is no transparency
   */
  public static byte[] behind(PixelGrid grid) {
    if (grid.alpha().length == 0) {
      return grid.luminance();
    }
    int width = grid.width();
    int height = grid.height();
    boolean ownGround = Edge.median(grid.alpha(), width, height) >= 128;
    int backdrop = ownGround ? Edge.median(grid.luminance(), width, height) : oppositeOfInk(grid);
    byte[] over = new byte[grid.luminance().length];
    for (int i = 0; i < over.length; i++) {
      int alpha = grid.alpha()[i] & 0xff;
      int light = grid.luminance()[i] & 0xff;
      over[i] = (byte) ((light * alpha + backdrop * (255 - alpha) + 127) / 255);
    }
    return over;
  }

  private static int oppositeOfInk(PixelGrid grid) {
    long opaque = 0;
    long light = 0;
    for (int i = 0; i < grid.alpha().length; i++) {
      int alpha = grid.alpha()[i] & 0xff;
      opaque += alpha;
      light += (long) alpha * (grid.luminance()[i] & 0xff);
    }
    return light < opaque * 128 ? 255 : 0;
  }
}
