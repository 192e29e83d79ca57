package dev.thalweg.monitor.drift;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The test of Page (Continuous Inspection Schemes, 1954) and Hinkley over the error shares of
 * minibatches, with a mean that forgets: sums up how far they lie above the mean and {@link #DELTA}
 * more, never below zero; a sum above {@link #LAMBDA} is a rise, after which it begins anew.
 */
public final class PageHinkley {
  public static final double DELTA = 0.05;
  public static final double LAMBDA = 1;

  /** Minibatches that the mean goes back. */
  private static final long HORIZON = 200;

  /** Minibatches at the start from which only the mean is taken. */
  private static final long SKIPPED = 50;

  static final int BYTES = 5 * Double.BYTES + Long.BYTES;

  private long count;
  private double mean;
  private double sum;
  private double meanBefore;
  private double risenCount;
  private double risenSum;

  /** Takes the next minibatch's share of wrong ones, from 0 to 1, and reports a rise. */
  public Optional<Rise> add(double share) {
    double before = mean;
    count++;
    mean += (share - mean) / (double) Math.min(count, HORIZON);
    if (count <= SKIPPED) {
      return Optional.empty();
    }
    if (sum <= 0) {
      meanBefore = before;
      risenCount = 0;
      risenSum = 0;
    }
    sum = Math.max(0, sum + share - mean - DELTA);
    risenCount++;
    risenSum += share;
    if (sum <= LAMBDA) {
      return Optional.empty();
    }
    Rise rise = new Rise(Rise.Detector.PAGE_HINKLEY, meanBefore, risenSum / risenCount);
    count = 0;
    mean = 0;
    sum = 0;
    return Optional.of(rise);
  }

  /** Writes {@link #BYTES} bytes. */
  public void writeTo(ByteBuffer out) {
    out.putLong(count).putDouble(mean).putDouble(sum).putDouble(meanBefore);
    out.putDouble(risenCount).putDouble(risenSum);
  }

  /** A test as it was written. */
  public static PageHinkley readFrom(ByteBuffer in) {
    PageHinkley test = new PageHinkley();
    test.count = in.getLong();
    test.mean = in.getDouble();
    test.sum = in.getDouble();
    test.meanBefore = in.getDouble();
    test.risenCount = in.getDouble();
    test.risenSum = in.getDouble();
    return test;
  }
}
