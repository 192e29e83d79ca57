package dev.thalweg.scorer.picture.ink;

/** Whether the strokes of a picture are darker than what is around them, or lighter. */
final class InkColor {
  private static final int SIDE_MAX = 64;

  /**
   * Half of the widths by which what is narrow is told from what is wide. Most strokes are narrower
   * than all of them; the narrower ones count more, since between strokes and the edge of a shadow
   * there are gaps of any width.
   */
  private static final int[] REACHES = {2, 4, 8};

  /** So that the noise of black does not count. */
  private static final double LEAST_LIGHT = 16;

  private static final float LARGEST_LOGARITHM = 6; // of LEAST_LIGHT + 255 it is 5.6

  private InkColor() {}

  /** By the sum of squares of what is narrow and dark, or light, in steps of equal ratio. */
  static boolean isDark(Plane picture) {
    Plane small = picture.reducedTo(SIDE_MAX);
    Plane logarithms = small.mapped(value -> (float) Math.log(LEAST_LIGHT + value));
    Plane negative = logarithms.mapped(value -> LARGEST_LOGARITHM - value);
    double balance = 0;
    for (int reach : REACHES) {
      balance += (narrow(logarithms, reach) - narrow(negative, reach)) / reach;
    }
    return balance >= 0;
  }

  /** What a closing fills up. */
  private static double narrow(Plane plane, int reach) {
    Plane closed = plane.closed(reach);
    double sum = 0;
    for (int i = 0; i < plane.values().length; i++) {
      double depth = closed.values()[i] - plane.values()[i];
      sum += depth * depth;
    }
    return sum;
  }
}
