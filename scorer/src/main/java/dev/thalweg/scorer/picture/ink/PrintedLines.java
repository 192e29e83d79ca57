package dev.thalweg.scorer.picture.ink;

import java.util.Arrays;

/**
 * Straight lines across a whole picture, as ruled and squared paper has them. All that lie in one
 * direction have one slope: paper photographed from the side is beyond this.
 */
final class PrintedLines {
  /** Rows for each column that a line may rise or fall. */
  private static final double SLOPE_MAX = 0.1;

  private static final int SLOPES = 20; // to either side
  private static final int COLUMN_STEP = 6;

  /** Whatever is darker may be ink: it counts no more than this. */
  private static final float INK = 0.5f;

  /** The share of a line that may be hidden, by the digit or by grain. */
  private static final double HIDDEN_SHARE = 0.3;

  /** The share of a line at either end that is looked at by itself. */
  private static final double END_SHARE = 0.08;

  /** Lines that are less dark than this, as a share of the paper's light, do no harm. */
  private static final float FAINTEST = 0.03f;

  /** A stroke is so much darker than a line, or it can't be told from it. */
  private static final float DARKER = 1.4f;

  private final double slope;
  private final float[] levels; // of the line that passes through the middle column at each row

  private PrintedLines(double slope, float[] levels) {
    this.slope = slope;
    this.levels = levels;
  }

  /**
   * Finds those that run across.
   *
   * @param darkness of each pixel, 0 to 1; paper has 0
   */
  static PrintedLines across(Plane darkness) {
    Plane turned = darkness.transposed();
    double best = -1;
    double slope = 0;
    float[] means = {};
    for (int i = -SLOPES; i <= SLOPES; i++) {
      double candidate = SLOPE_MAX * i / SLOPES;
      float[] candidates = means(turned, candidate);
      double contrast = contrast(candidates);
      if (contrast > best) {
        best = contrast;
        slope = candidate;
        means = candidates;
      }
    }
    float[] levels = new float[means.length];
    for (int y = 0; y < levels.length; y++) {
      levels[y] = means[y] < FAINTEST / 2 ? 0 : level(darkness, slope, y);
    }
    return new PrintedLines(slope, levels);
  }

  /** The mean darkness along lines of a slope; the field has rows for columns. */
  private static float[] means(Plane turned, double slope) {
    int length = turned.width();
    float[] sums = new float[length];
    int columns = 0;
    for (int x = 0; x < turned.height(); x += COLUMN_STEP) {
      int shift = (int) Math.round(slope * (x - turned.height() / 2));
      int from = x * length + shift;
      int last = Math.min(length, length - shift);
      for (int y = Math.max(0, -shift); y < last; y++) {
        sums[y] += Math.min(INK, turned.values()[from + y]);
      }
      columns++;
    }
    for (int y = 0; y < length; y++) {
      sums[y] /= columns;
    }
    return sums;
  }

  /** How much rows differ from those next to them. */
  private static double contrast(float[] means) {
    double contrast = 0;
    for (int y = 2; y < means.length - 2; y++) {
      double peak = means[y] - Math.max(means[y - 2], means[y + 2]);
      contrast += peak > 0 ? peak * peak : 0;
    }
    return contrast;
  }

  /** How dark a line is; 0 if there is none that reaches from side to side. */
  private static float level(Plane darkness, double slope, int y) {
    int width = darkness.width();
    float[] along = new float[width];
    int count = 0;
    for (int x = 0; x < width; x++) {
      double row = y + slope * (x - width / 2);
      if (row >= 0 && row <= darkness.height() - 1) {
        along[count++] = between(darkness, x, row);
      }
    }
    int end = Math.max(2, (int) (END_SHARE * count));
    if (count < Math.max(width / 2, 2 * end)
        || median(Arrays.copyOfRange(along, 0, end)) < FAINTEST
        || median(Arrays.copyOfRange(along, count - end, count)) < FAINTEST) {
      return 0;
    }
    Arrays.sort(along, 0, count);
    return along[(int) (HIDDEN_SHARE * count)] < FAINTEST ? 0 : along[count / 2];
  }

  private static float between(Plane darkness, int x, double row) {
    int upper = (int) row;
    int lower = Math.min(darkness.height() - 1, upper + 1);
    float share = (float) (row - upper);
    float[] values = darkness.values();
    return values[upper * darkness.width() + x] * (1 - share)
        + values[lower * darkness.width() + x] * share;
  }

  private static float median(float[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * Erases them, except where there is a stroke above and below.
   *
   * @param darkness of the same picture, with as many rows
   */
  Plane erasedFrom(Plane darkness) {
    int width = darkness.width();
    float[] values = darkness.values();
    float[] left = values.clone();
    for (int y = 0; y < levels.length; y++) {
      if (levels[y] == 0) {
        continue;
      }
      for (int x = 0; x < width; x++) {
        int row = (int) Math.round(y + slope * (x - width / 2));
        for (int at = Math.max(0, row - 1); at <= Math.min(levels.length - 1, row + 1); at++) {
          if (values[at * width + x] < levels[y] * DARKER + FAINTEST) {
            float above = at < 2 ? 0 : values[(at - 2) * width + x];
            float below = at + 2 >= levels.length ? 0 : values[(at + 2) * width + x];
            float stroke = Math.min(above, below);
            left[at * width + x] = Math.min(left[at * width + x], stroke);
          }
        }
      }
    }
    return new Plane(width, darkness.height(), left);
  }
}
