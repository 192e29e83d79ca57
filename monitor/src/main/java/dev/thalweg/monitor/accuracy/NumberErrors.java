package dev.thalweg.monitor.accuracy;

import dev.thalweg.schemas.avro.ErrorSums;
import java.nio.ByteBuffer;

/**
 * How far predicted numbers were off, mutable and addable. The sums are of float64: another order
 * of the records may change their last bits. Means and squares are put together by the rule of
 * Chan, Golub and LeVeque (1979).
 */
final class NumberErrors {
  static final int BYTES = Long.BYTES + 4 * Double.BYTES;

  private long counted;
  private double absolute;
  private double squared;
  private double targetMean;
  private double targetSquares;

  boolean isEmpty() {
    return counted == 0;
  }

  void count(double target, double predicted) {
    double error = predicted - target;
    NumberErrors one = new NumberErrors();
    one.counted = 1;
    one.absolute = Math.abs(error);
    one.squared = error * error;
    one.targetMean = target;
    add(one);
  }

  void add(NumberErrors other) {
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

  /** As it is told; null where there are none. */
  ErrorSums told() {
    return isEmpty() ? null : new ErrorSums(counted, absolute, squared, targetMean, targetSquares);
  }

  /** Writes {@link #BYTES} bytes. */
  void writeTo(ByteBuffer out) {
    out.putLong(counted).putDouble(absolute).putDouble(squared);
    out.putDouble(targetMean).putDouble(targetSquares);
  }

  static NumberErrors readFrom(ByteBuffer in) {
    NumberErrors errors = new NumberErrors();
    errors.counted = in.getLong();
    errors.absolute = in.getDouble();
    errors.squared = in.getDouble();
    errors.targetMean = in.getDouble();
    errors.targetSquares = in.getDouble();
    return errors;
  }
}
