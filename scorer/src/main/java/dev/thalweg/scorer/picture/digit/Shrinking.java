package dev.thalweg.scorer.picture.digit;

import dev.thalweg.scorer.picture.ink.Ink;

/**
 * Shrinks the digit in its box by the mean of the area that each new pixel covers. If it is
 * enlarged instead, the area is never less than one pixel, which interpolates linearly.
 */
final class Shrinking {
  private final Ink ink;
  private final Box box;
  private final double period;

  /**
   * Sets out the digit.
   *
   * @param period old pixels to a new one, above 0
   */
  Shrinking(Ink ink, Box box, double period) {
    this.ink = ink;
    this.box = box;
    this.period = period;
  }

  /** Rows * columns values of 0 to 255, row-major. First across, then down: the mean separates. */
  float[] to(int rows, int columns) {
    float[][] across = new float[box.height()][columns];
    for (int y = 0; y < box.height(); y++) {
      int start = (box.top() + y) * ink.width() + box.left();
      for (int x = 0; x < columns; x++) {
        across[y][x] = mean(x, box.width(), at -> ink.strength()[start + at] & 0xff);
      }
    }
    float[] shrunk = new float[rows * columns];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int column = x;
        shrunk[y * columns + x] = mean(y, box.height(), at -> across[at][column]);
      }
    }
    return shrunk;
  }

  /** A line of the old picture. */
  @FunctionalInterface
  private interface Line {
    float value(int at);
  }

  /** The mean over the old pixels that new pixel i covers; there is no ink outside of the line. */
  private float mean(int i, int length, Line line) {
    double extent = Math.max(1, period);
    double from = (i + 0.5) * period - extent / 2;
    double to = from + extent;
    double sum = 0;
    int last = Math.min(length, (int) Math.ceil(to));
    for (int at = Math.max(0, (int) Math.floor(from)); at < last; at++) {
      sum += line.value(at) * (Math.min(to, at + 1.0) - Math.max(from, at));
    }
    return (float) (sum / extent);
  }
}
