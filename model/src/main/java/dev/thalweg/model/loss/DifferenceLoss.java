package dev.thalweg.model.loss;

/**
 * A loss that judges each output by its difference from what it should be: the mean over the
 * classes, with the one-hot label, or of the single output of a network that predicts a number.
 */
sealed interface DifferenceLoss extends Loss permits MeanSquaredError, MeanAbsoluteError, Huber {

  /** The loss of a difference. */
  double of(double difference);

  /** Its derivative. */
  double slope(double difference);

  @Override
  default void requireOutput(Output output) {}

  @Override
  default double evaluate(Sums row, double target, double[] slope) {
    double[] p = row.p();
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      double difference = p[j] - (p.length == 1 ? row.wanted(target) : j == (int) target ? 1 : 0);
      sum += of(difference);
      slope[j] = slope(difference) / p.length;
    }
    row.derive(slope);
    return sum / p.length;
  }
}
