package dev.thalweg.monitor.score;

import dev.thalweg.schemas.avro.WindowAccuracy;

/**
 * Cohen's kappa: 0 for what guessing with the same shares of classes gets right, 1 for all; below 0
 * for less than guessing.
 */
public final class Kappa {
  private Kappa() {}

  /**
   * Kappa of any counts; NaN where there are none, or chance alone gets all right.
   *
   * @param labelled sum of the counts of labels
   * @param predicted sum of the counts of predictions
   * @param agreement sum over the classes of the product of both counts
   */
  public static double of(
      long samples, long correct, long labelled, long predicted, double agreement) {
    double chance = agreement / ((double) labelled * predicted);
    return samples == 0 || !(chance < 1)
        ? Double.NaN
        : ((double) correct / samples - chance) / (1 - chance);
  }

  /** Kappa of what a record counts. */
  public static double of(WindowAccuracy accuracy) {
    double agreement =
        accuracy.getClasses().stream()
            .mapToDouble(one -> (double) one.getLabelled() * one.getPredicted())
            .sum();
    long labelled = accuracy.getLabelled();
    return of(labelled, accuracy.getCorrect(), labelled, labelled, agreement);
  }
}
