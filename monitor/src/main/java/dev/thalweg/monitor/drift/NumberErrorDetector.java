package dev.thalweg.monitor.drift;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A detector of a rise of one stream of absolute errors of numbers, in whatever unit: {@link Adwin}
 * over each error divided by a bound, and 1 where it is larger or not a number.
 *
 * <p>The bound is {@value #BOUND_MEANS} times the mean of the first {@value #FIRST} errors, of
 * which nothing else is made. All of it begins anew with a rise, and where errors have fallen to a
 * quarter of those first: the bound would be too wide for them. So it depends on the errors and on
 * their order alone.
 *
 * <p>Adwin takes the variance of wrong and right ones of the same mean, which no values from 0 to 1
 * exceed: errors of numbers have to rise somewhat further than those of classes.
 */
public final class NumberErrorDetector {
  /** Errors by which the bound is chosen. */
  public static final int FIRST = 256;

  /** The bound in means: about five deviations of normal errors. */
  public static final int BOUND_MEANS = 4;

  /** Errors are counted by the thousandth of the bound. */
  private static final int UNIT = 1_000;

  /** The share of the bound at which errors have fallen to a quarter. */
  private static final double FALLEN = 0.25 / BOUND_MEANS;

  private int first;
  private double firstSum;

  /** 0 until it is chosen. */
  private double bound;

  private Adwin adwin = new Adwin(UNIT);

  /**
   * Takes errors that are alike, as those of a minibatch whose mean is known.
   *
   * @param error at least 0
   */
  public Optional<NumberRise> add(double error, int times) {
    Optional<NumberRise> rise = Optional.empty();
    for (int i = 0; i < times; i++) {
      Optional<NumberRise> next = add(error);
      rise = rise.isPresent() ? rise : next;
    }
    return rise;
  }

  private Optional<NumberRise> add(double error) {
    if (bound == 0) {
      choose(error);
      return Optional.empty();
    }
    double part = error / bound;
    Optional<Rise> rise = adwin.add(part >= 0 && part < 1 ? (int) Math.round(part * UNIT) : UNIT);
    if (rise.isPresent()) {
      NumberRise found =
          new NumberRise(rise.get().before() * bound, rise.get().after() * bound, bound);
      begin();
      return Optional.of(found);
    }
    if (adwin.width() >= FIRST && adwin.mean() < FALLEN) {
      begin();
    }
    return Optional.empty();
  }

  /** Passes over what is no distance, or infinite: no bound can be made of it. */
  private void choose(double error) {
    if (!(error >= 0) || Double.isInfinite(error)) {
      return;
    }
    first++;
    firstSum += error;
    if (first == FIRST) {
      double chosen = BOUND_MEANS * (firstSum / first);
      begin();
      bound = Double.isFinite(chosen) ? chosen : 0;
    }
  }

  private void begin() {
    first = 0;
    firstSum = 0;
    bound = 0;
    adwin = new Adwin(UNIT);
  }

  /** How many bytes the state takes. */
  public int bytes() {
    return Integer.BYTES + 2 * Double.BYTES + adwin.bytes();
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    out.putInt(first).putDouble(firstSum).putDouble(bound);
    adwin.writeTo(out);
  }

  /** The detector as it was written. */
  public static NumberErrorDetector readFrom(ByteBuffer in) {
    NumberErrorDetector detector = new NumberErrorDetector();
    detector.first = in.getInt();
    detector.firstSum = in.getDouble();
    detector.bound = in.getDouble();
    detector.adwin = Adwin.readFrom(in, UNIT);
    return detector;
  }
}
