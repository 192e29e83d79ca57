package dev.thalweg.benchmarks.run;

import java.util.Arrays;

/** How fast a figure rises or falls, by least squares. */
public final class Slope {
  private Slope() {}

  /**
   * By how much it rises from one value to the next; 0 for fewer than two.
   *
   * @param values at even distances, in order
   */
  public static double of(double[] values) {
    double middle = (values.length - 1) / 2.0;
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < values.length; i++) {
      covariance += (i - middle) * values[i];
      variance += (i - middle) * (i - middle);
    }
    return variance == 0 ? 0 : covariance / variance;
  }

  /** The same over the second half of the values, the one in the middle included. */
  public static double ofSecondHalf(double[] values) {
    return of(Arrays.copyOfRange(values, values.length / 2, values.length));
  }
}
