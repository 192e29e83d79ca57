package dev.thalweg.monitor.score;

import dev.thalweg.schemas.avro.TwoClassScores;
import dev.thalweg.schemas.avro.WindowAccuracy;

/**
 * How good served predictions are. Of classes there are accuracy and kappa, of two classes besides
 * what their probabilities are worth, of numbers the mean absolute error, the root of the mean
 * squared one, and R2; what there is not is NaN.
 */
public record ServedFigures(
    double accuracy, double kappa, Ranking ranking, double mae, double rmse, double r2) {
  /** Of nothing. */
  public static final ServedFigures NONE =
      new ServedFigures(Double.NaN, Double.NaN, Ranking.NONE, Double.NaN, Double.NaN, Double.NaN);

  /**
   * Of two classes: area under the ROC curve, log loss in nats, and precision and recall of class 1
   * from a probability of {@link BinaryScores#THRESHOLD_DEFAULT}, or the monitor's, on.
   */
  public record Ranking(double auc, double logLoss, double precision, double recall) {
    /** Of no two classes. */
    public static final Ranking NONE = new Ranking(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    static Ranking of(TwoClassScores told) {
      return told == null
          ? NONE
          : new Ranking(
              known(told.getAuc()),
              told.getLogLoss(),
              known(told.getPrecision()),
              known(told.getRecall()));
    }

    private static double known(Double figure) {
      return figure == null ? Double.NaN : figure;
    }
  }

  /** Those of a record that counts labels. */
  public static ServedFigures of(WindowAccuracy told) {
    NumberErrors errors = NumberErrors.of(told.getErrors());
    return errors.isEmpty()
        ? new ServedFigures(
            told.getAccuracy(),
            Kappa.of(told),
            Ranking.of(told.getTwoClasses()),
            Double.NaN,
            Double.NaN,
            Double.NaN)
        : new ServedFigures(
            Double.NaN,
            Double.NaN,
            Ranking.NONE,
            errors.meanAbsolute(),
            errors.rootMeanSquare(),
            errors.r2());
  }
}
