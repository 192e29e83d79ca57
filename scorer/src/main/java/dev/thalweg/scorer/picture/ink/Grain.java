package dev.thalweg.scorer.picture.ink;

import java.util.Arrays;

/** What a camera, its compression and rough paper add to each pixel by itself. */
final class Grain {
  /** How far a pixel has to be from those around it to be none of the picture's own. */
  private static final float SPECK_MIN = 30;

  /** The deviation from one pixel to the next, in levels of 255, that does no harm. */
  private static final double HARMLESS = 2.5;

  private static final int SMOOTHINGS_MAX = 4;

  private Grain() {}

  /** The picture without specks, smoothed as often as its grain asks for. */
  static Plane without(Plane plane) {
    Plane clean = withoutSpecks(plane);
    for (int i = 0; i < SMOOTHINGS_MAX && deviation(clean) > HARMLESS; i++) {
      clean = clean.smoothed();
    }
    return clean;
  }

  /** A pixel lighter or darker by far than all but one of those around becomes one of them. */
  private static Plane withoutSpecks(Plane plane) {
    int width = plane.width();
    float[] values = plane.values();
    float[] clean = values.clone();
    int[] around = {-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1};
    for (int y = 1; y < plane.height() - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int at = y * width + x;
        if (isSpeck(values, at, around)) {
          clean[at] = median(values, at, around);
        }
      }
    }
    return new Plane(width, plane.height(), clean);
  }

  private static boolean isSpeck(float[] values, int at, int[] around) {
    int lighter = 0;
    int darker = 0;
    for (int offset : around) {
      float difference = values[at + offset] - values[at];
      lighter += difference > SPECK_MIN ? 1 : 0;
      darker += difference < -SPECK_MIN ? 1 : 0;
    }
    return Math.max(lighter, darker) >= around.length - 1;
  }

  private static float median(float[] values, int at, int[] around) {
    float[] sorted = new float[around.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = values[at + around[i]];
    }
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** From the median of second differences, which what is drawn does not reach. */
  private static double deviation(Plane plane) {
    float[] values = plane.values();
    int width = plane.width();
    int[] counts = new int[512];
    int total = 0;
    for (int y = 0; y < plane.height(); y++) {
      for (int x = 1; x < width - 1; x++) {
        int at = y * width + x;
        float bend = Math.abs(values[at - 1] - 2 * values[at] + values[at + 1]);
        counts[(int) Math.min(511, bend * 4)]++;
        total++;
      }
    }
    int seen = 0;
    int level = 0;
    while (level < counts.length - 1 && seen + counts[level] < total / 2) {
      seen += counts[level++];
    }
    return level / 4.0 / 0.6745 / Math.sqrt(6);
  }
}
