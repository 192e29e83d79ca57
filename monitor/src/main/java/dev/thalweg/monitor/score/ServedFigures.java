package dev.thalweg.monitor.score;

import dev.thalweg.schemas.avro.WindowAccuracy;

/**
 * How good served predictions are. Of classes there are accuracy and kappa, of numbers the mean
 * absolute error, the root of the mean squared one, and R2; what there is not is NaN.
 */
public record ServedFigures(double accuracy, double kappa, double mae, double rmse, double r2) {
  /** Of nothing. */
  public static final ServedFigures NONE =
      new ServedFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Those of a record that counts labels. */
  public static ServedFigures of(WindowAccuracy told) {
    NumberErrors errors = NumberErrors.of(told.getErrors());
    return errors.isEmpty()
        ? new ServedFigures(
            told.getAccuracy(), Kappa.of(told), Double.NaN, Double.NaN, Double.NaN)
        : new ServedFigures(
            Double.NaN,
            Double.NaN,
            errors.meanAbsolute(),
            errors.rootMeanSquare(),
            errors.r2());
  }
}
