package dev.thalweg.scorer.picture.ink;

/** How many of a field's uint8 values have each level. */
final class Histogram {
  static final int LEVELS = 256;

  private final int[] counts = new int[LEVELS];

  static Histogram of(byte[] values) {
    Histogram histogram = new Histogram();
    for (byte value : values) {
      histogram.add(value);
    }
    return histogram;
  }

  void add(byte value) {
    counts[value & 0xff]++;
  }

  /** How many values are of a level from the first on, and below the last. */
  long count(int from, int below) {
    long count = 0;
    for (int level = from; level < below; level++) {
      count += counts[level];
    }
    return count;
  }

  /** The level that a share of the values, at least 0 and at most 1, does not exceed. */
  int quantile(double share) {
    double wanted = (count(0, LEVELS) - 1) * share;
    int level = 0;
    long seen = counts[0];
    while (seen <= wanted) {
      level++;
      seen += counts[level];
    }
    return level;
  }

  /** Otsu's threshold (1979): the values from it on differ most from those below. At least 1. */
  int threshold() {
    Moments all = moments(0, LEVELS);
    double below = 0;
    double sumBelow = 0;
    double best = 0;
    int threshold = 1;
    for (int level = 1; level < LEVELS; level++) {
      below += counts[level - 1];
      sumBelow += (level - 1.0) * counts[level - 1];
      double above = all.count - below;
      if (below == 0 || above == 0) {
        continue;
      }
      double apart = sumBelow / below - (all.sum - sumBelow) / above;
      double variance = below * above * apart * apart;
      if (variance > best) {
        best = variance;
        threshold = level;
      }
    }
    return threshold;
  }

  /** The values of a level from the first on, and below the last. */
  Moments moments(int from, int below) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (int level = from; level < below; level++) {
      count += counts[level];
      sum += (double) level * counts[level];
      squares += (double) level * level * counts[level];
    }
    return new Moments(count, sum, squares);
  }

  /** Of a number of values, their sum and that of their squares. */
  record Moments(double count, double sum, double squares) {
    double mean() {
      return sum / Math.max(1, count);
    }

    double deviation() {
      return Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean() * mean()));
    }
  }
}
