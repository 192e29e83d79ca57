package dev.thalweg.scorer.picture.ink;

import java.util.Arrays;

/**
 * The closing by a square (J. Serra, "Image Analysis and Mathematical Morphology", 1982): the least
 * of the largest values. It fills up whatever is lower than its surroundings and too narrow for the
 * square, and leaves slopes and steps as they are, as the square may reach over the edges.
 */
final class Closing {

  private static final int OUTSIDE = -1;

  private Closing() {}

  /**
   * Of a square that reaches so many pixels, at least 1, to either side of its middle.
   *
   * @param plane of values of at least 0
   */
  static Plane of(Plane plane, int reach) {
    int margin = 2 * reach;
    int stride = plane.width() + 2 * margin;
    int size = 2 * reach + 1;
    int[] padded = new int[stride * (plane.height() + 2 * margin)];
    Arrays.fill(padded, OUTSIDE);
    for (int y = 0; y < plane.height(); y++) {
      int to = (y + margin) * stride + margin;
      for (int x = 0; x < plane.width(); x++) {
        // As bits, floats that are not negative have the same order, and ints are quicker.
        padded[to + x] = Float.floatToRawIntBits(plane.values()[y * plane.width() + x]);
      }
    }
    int[] largest = extremes(extremes(padded, 1, size, true), stride, size, true);
    int[] least = extremes(extremes(largest, 1, size, false), stride, size, false);
    float[] closed = new float[plane.values().length];
    for (int i = 0; i < closed.length; i++) {
      int at = i / plane.width() * stride + i % plane.width();
      closed[i] = Float.intBitsToFloat(least[at]);
    }
    return new Plane(plane.width(), plane.height(), closed);
  }

  /**
   * The extreme of so many values, each so far after the other. The last ones, which lack others,
   * are of no use.
   */
  private static int[] extremes(int[] values, int apart, int size, boolean largest) {
    int[] row = values;
    int[] next = new int[values.length];
    int covered = 1; // extremes of 2, of 4 and so on: the cost grows with the logarithm
    while (covered < size) {
      int shift = Math.min(covered, size - covered);
      if (largest) {
        largestOfTwo(row, shift * apart, next);
      } else {
        leastOfTwo(row, shift * apart, next);
      }
      int[] spare = row == values ? new int[values.length] : row;
      row = next;
      next = spare;
      covered += shift;
    }
    return row;
  }

  /** Of each value and the one so far after it. */
  private static void largestOfTwo(int[] row, int shift, int[] into) {
    int last = row.length - shift;
    for (int x = 0; x < last; x++) {
      into[x] = Math.max(row[x], row[x + shift]);
    }
  }

  private static void leastOfTwo(int[] row, int shift, int[] into) {
    int last = row.length - shift;
    for (int x = 0; x < last; x++) {
      into[x] = Math.min(row[x], row[x + shift]);
    }
  }
}
