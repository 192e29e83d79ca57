package dev.thalweg.monitor.score;

import dev.thalweg.schemas.avro.ErrorSums;
import java.nio.ByteBuffer;

/**
 * How far predicted numbers were off, mutable and addable. The sums are of float64: another order
 * of the records may change their last bits. Means and squares are put together by the rule of
 * Chan, Golub and LeVeque (1979). Each figure is NaN where nothing was counted.
 */
public final class NumberErrors {
  public static final int BYTES = Long.BYTES + 4 * Double.BYTES;

  private long counted;
  private double absolute;
  private double squared;
  private double targetMean;
  private double targetSquares;

  /** Those that a record tells; of null, and of counts that can't be, none. */
  public static NumberErrors of(ErrorSums told) {
    NumberErrors errors = new NumberErrors();
    if (told != null && told.getCounted() > 0) {
      errors.counted = told.getCounted();
      errors.absolute = told.getAbsolute();
      errors.squared = told.getSquared();
      errors.targetMean = told.getTargetMean();
      errors.targetSquares = told.getTargetSquares();
    }
    return errors;
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    return counted == 0;
  }

  /** Takes a predicted number whose target is known. */
  public void count(double target, double predicted) {
    double error = predicted - target;
    NumberErrors one = new NumberErrors();
    one.counted = 1;
    one.absolute = Math.abs(error);
    one.squared = error * error;
    one.targetMean = target;
    add(one);
  }

  /** Adds those of other predictions. */
  public void add(NumberErrors other) {
    if (other.isEmpty()) {
      return;
    }
    double all = (double) counted + other.counted;
    double difference = other.targetMean - targetMean;
    targetSquares +=
        other.targetSquares + difference * difference * (counted * (other.counted / all));
    targetMean += difference * (other.counted / all);
    counted += other.counted;
    absolute += other.absolute;
    squared += other.squared;
  }

  /** Mean absolute error (MAE), in the targets' unit. */
  public double meanAbsolute() {
    return isEmpty() ? Double.NaN : absolute / counted;
  }

  /** Root of the mean squared error (RMSE), in the targets' unit. */
  public double rootMeanSquare() {
    return isEmpty() ? Double.NaN : Math.sqrt(squared / counted);
  }

  /**
   * R2, the share of the targets' variance that is explained: 1 where all are right, 0 for who says
   * their mean; NaN where all targets are the same.
   */
  public double r2() {
    return targetSquares > 0 ? 1 - squared / targetSquares : Double.NaN;
  }

  /** As it is told; null where there are none. */
  public ErrorSums told() {
    return isEmpty() ? null : new ErrorSums(counted, absolute, squared, targetMean, targetSquares);
  }

  /** Writes {@link #BYTES} bytes. */
  public void writeTo(ByteBuffer out) {
    out.putLong(counted).putDouble(absolute).putDouble(squared);
    out.putDouble(targetMean).putDouble(targetSquares);
  }

  /** Reads what {@link #writeTo} has written. */
  public static NumberErrors readFrom(ByteBuffer in) {
    NumberErrors errors = new NumberErrors();
    errors.counted = in.getLong();
    errors.absolute = in.getDouble();
    errors.squared = in.getDouble();
    errors.targetMean = in.getDouble();
    errors.targetSquares = in.getDouble();
    return errors;
  }
}
