package dev.thalweg.benchmarks.run;

import java.util.stream.DoubleStream;

/** The middle of a few figures, which one disturbed figure does not move. */
public final class Median {
  private Median() {}

  /** The mean of the two in the middle for an even number; NaN for none. */
  public static double of(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
