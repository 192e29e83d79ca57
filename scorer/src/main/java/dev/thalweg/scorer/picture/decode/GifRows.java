package dev.thalweg.scorer.picture.decode;

/**
 * Takes the pixels of a frame in the order they are stored, which for an interlaced one is every
 * eighth row, then those between, and keeps every nth row and column of them.
 */
final class GifRows {
  private static final int[] FIRST = {0, 4, 2, 1};
  private static final int[] EACH = {8, 8, 4, 2};

  private final int width;
  private final int height;
  private final boolean interlaced;
  private final int step;
  private final int sampledWidth;
  private final byte[] pixels;
  private long left;
  private int x;
  private int y;
  private int pass;

  GifRows(int width, int height, boolean interlaced) {
    this.width = width;
    this.height = height;
    this.interlaced = interlaced;
    this.step = PixelGrid.step(width, height);
    this.sampledWidth = (width + step - 1) / step;
    this.pixels = new byte[sampledWidth * sampledHeight()];
    this.left = (long) width * height;
  }

  boolean full() {
    return left == 0;
  }

  /** Takes the next pixel; those beyond the last are ignored. */
  void put(byte pixel) {
    if (left == 0) {
      return;
    }
    left--;
    if (x % step == 0 && y % step == 0) {
      pixels[y / step * sampledWidth + x / step] = pixel;
    }
    x++;
    if (x == width) {
      x = 0;
      nextRow();
    }
  }

  private void nextRow() {
    if (!interlaced) {
      y++;
      return;
    }
    y += EACH[pass];
    while (y >= height && pass < FIRST.length - 1) {
      pass++;
      y = FIRST[pass];
    }
  }

  int sampledWidth() {
    return sampledWidth;
  }

  int sampledHeight() {
    return (height + step - 1) / step;
  }

  /** The colour indices kept, row-major; not a copy. */
  byte[] pixels() {
    return pixels;
  }
}
