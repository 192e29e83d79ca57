package dev.thalweg.benchmarks.run;

import java.util.Arrays;

/**
 * Of some measurements, by nearest rank.
 *
 * @param p50 the median
 * @param p99 which one in a hundred is above
 */
public record Quantiles(int count, double p50, double p99, double max) {

  /** Of at least one, in any order and unit. */
  public static Quantiles of(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return new Quantiles(sorted.length, at(sorted, 0.50), at(sorted, 0.99), at(sorted, 1.0));
  }

  private static double at(double[] sorted, double share) {
    return sorted[Math.max(1, (int) Math.ceil(share * sorted.length)) - 1];
  }
}
