package dev.thalweg.scorer.picture.decode;

import java.util.Arrays;

/**
 * Takes the pixels of a frame in the order they are stored, which for an interlaced one is every
 * eighth row, then those between, and keeps every nth row and column of the screen.
 */
final class GifRows {
  /** Where the frame has put no pixel. */
  static final short NOTHING = -1;

  private static final int[] FIRST = {0, 4, 2, 1};
  private static final int[] EACH = {8, 8, 4, 2};

  /** Where a frame is on the screen, in pixels, and how its rows are stored. */
  record Frame(int left, int top, int width, int height, boolean interlaced) {}

  private final Frame frame;
  private final int step;
  private final int sampledWidth;
  private final int sampledHeight;
  private final short[] pixels;
  private long left;
  private int x;
  private int y;
  private int pass;

  GifRows(int screenWidth, int screenHeight, Frame frame) {
    this.frame = frame;
    this.step = PixelGrid.step(screenWidth, screenHeight);
    this.sampledWidth = (screenWidth + step - 1) / step;
    this.sampledHeight = (screenHeight + step - 1) / step;
    this.pixels = new short[sampledWidth * sampledHeight];
    this.left = (long) frame.width * frame.height;
    Arrays.fill(pixels, NOTHING);
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
    int column = frame.left + x;
    int row = frame.top + y;
    if (column % step == 0 && row % step == 0) {
      pixels[row / step * sampledWidth + column / step] = (short) (pixel & 0xff);
    }
    x++;
    if (x == frame.width) {
      x = 0;
      nextRow();
    }
  }

  private void nextRow() {
    if (!frame.interlaced) {
      y++;
      return;
    }
    y += EACH[pass];
    while (y >= frame.height && pass < FIRST.length - 1) {
      pass++;
      y = FIRST[pass];
    }
  }

  int sampledWidth() {
    return sampledWidth;
  }

  int sampledHeight() {
    return sampledHeight;
  }

  /** The colour indices kept, row-major, or {@link #NOTHING}; not a copy. */
  short[] pixels() {
    return pixels;
  }
}
