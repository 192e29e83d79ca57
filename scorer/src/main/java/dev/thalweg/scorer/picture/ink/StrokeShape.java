package dev.thalweg.scorer.picture.ink;

/** What tells strokes of a pen from the rest of a shadow, the glow of a lamp and the like. */
final class StrokeShape {
  /** What is smaller, in pixels, is a speck. */
  private static final int SIDE_MIN = 8;

  /** The widest spot of a stroke, as a share of the digit. Of MNIST's, one in 1,000 is wider. */
  private static final double WIDTH_MAX = 0.42;

  /** The same, as a share of the square below which anything is ink. */
  private static final double WIDTH_IN_SQUARE_MAX = 0.65;

  /** Ink is paler than this share of its darkest tenth only here and there. */
  private static final double PALE = 0.55;

  private static final double PALE_MAX = 0.35;

  /** So far from a stroke, as a share of the digit, the paper is as light as elsewhere. */
  private static final double RIM = 0.08;

  /** But for this share of the ink's darkness. */
  private static final double RIM_DARKNESS_MAX = 0.17;

  private final Plane darkness;
  private final boolean[] inked;
  private final int side;

  /** Sets out the inked pixels of a digit whose box has a longer side of so many pixels. */
  StrokeShape(Plane darkness, boolean[] inked, int side) {
    this.darkness = darkness;
    this.inked = inked;
    this.side = side;
  }

  /** Whether it is narrow, of about one darkness, and has a clear rim. */
  boolean isDrawn(int square) {
    int width = widest();
    if (side < SIDE_MIN || width > WIDTH_MAX * side || width > WIDTH_IN_SQUARE_MAX * square) {
      return false;
    }
    Histogram within = within();
    int darkest = within.quantile(0.9);
    long pale = within.count(0, (int) (PALE * darkest));
    return pale <= PALE_MAX * within.count(0, Histogram.LEVELS)
        && 255 * around((int) Math.max(2, Math.round(RIM * side))) <= RIM_DARKNESS_MAX * darkest;
  }

  /** How dark the ink is, without its rim if there is more. */
  private Histogram within() {
    Histogram within = new Histogram();
    Histogram all = new Histogram();
    int stride = darkness.width();
    for (int at = 0; at < inked.length; at++) {
      if (!inked[at]) {
        continue;
      }
      byte level = (byte) Math.min(255, Math.round(255 * darkness.values()[at]));
      all.add(level);
      boolean inside = at >= stride + 1 && at < inked.length - stride - 1;
      if (inside && inked[at - 1] && inked[at + 1] && inked[at - stride] && inked[at + stride]) {
        within.add(level);
      }
    }
    return within.count(0, Histogram.LEVELS) > 0 ? within : all;
  }

  /** How dark it is, on average, at a distance from the ink. */
  private double around(int distance) {
    int[] distances = distances();
    double sum = 0;
    int count = 0;
    for (int at = 0; at < distances.length; at++) {
      if (distances[at] == distance) {
        sum += Math.max(0, darkness.values()[at]);
        count++;
      }
    }
    return sum / Math.max(1, count);
  }

  /** From each pixel to the ink, in steps to any of the eight pixels around. */
  private int[] distances() {
    int width = darkness.width();
    int height = darkness.height();
    int[] distances = new int[inked.length];
    for (int at = 0; at < distances.length; at++) {
      distances[at] = inked[at] ? 0 : width + height;
    }
    for (int i = 0; i < 2 * distances.length; i++) {
      boolean forth = i < distances.length; // down the rows, then up again
      int at = forth ? i : 2 * distances.length - 1 - i;
      int back = forth ? -1 : 1;
      int x = at % width;
      int y = at / width;
      int nearest = distances[at];
      if (x + back >= 0 && x + back < width) {
        nearest = Math.min(nearest, distances[at + back] + 1);
      }
      if (y + back >= 0 && y + back < height) {
        for (int j = Math.max(0, x - 1); j <= Math.min(width - 1, x + 1); j++) {
          nearest = Math.min(nearest, distances[(y + back) * width + j] + 1);
        }
      }
      distances[at] = nearest;
    }
    return distances;
  }

  /** The side of the largest square of ink, pixels. */
  private int widest() {
    int stride = darkness.width();
    int[] squares = new int[inked.length]; // the largest of which a pixel is the lower right corner
    int widest = 0;
    for (int at = 0; at < inked.length; at++) {
      if (inked[at]) {
        boolean first = at < stride || at % stride == 0;
        int before = first ? 0 : Math.min(squares[at - stride - 1], squares[at - 1]);
        squares[at] = 1 + (first ? 0 : Math.min(before, squares[at - stride]));
        widest = Math.max(widest, squares[at]);
      }
    }
    return widest;
  }
}
