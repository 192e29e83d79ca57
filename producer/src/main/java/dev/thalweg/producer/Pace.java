package dev.thalweg.producer;

import dev.thalweg.schemas.UserException;
import java.util.function.LongSupplier;

/**
 * When the next record is due: so many per second, reckoned from the start so that rounding and
 * late wake-ups do not add up. After a stall what was missed is caught up, but never more than
 * {@link #CATCH_UP_NS} worth of it. Belongs to one thread.
 */
final class Pace {
  /** The most that is caught up after a stall: one second. */
  static final long CATCH_UP_NS = 1_000_000_000L;

  private static final double NS_PER_S = 1e9;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private long originNs;
  private long sinceOrigin;

  /**
   * @param perSecond records per second, above 0; infinity for as fast as it goes
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  Pace(double perSecond, LongSupplier nanoTime) {
    if (!(perSecond > 0)) {
      throw new UserException(
          "--rate %s is not a rate: give records per second above 0, or max.".formatted(perSecond));
    }
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    originNs = nanoTime.getAsLong();
  }

  /** Nanoseconds until the next record is due; 0 or less when it is. */
  long untilDueNs() {
    if (Double.isInfinite(perSecond)) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    long until = originNs + (long) (sinceOrigin * NS_PER_S / perSecond) - now;
    if (until < -CATCH_UP_NS) {
      originNs = now - CATCH_UP_NS;
      sinceOrigin = 0;
      return -CATCH_UP_NS;
    }
    return until;
  }

  /** Counts a record as sent. */
  void sent() {
    sinceOrigin++;
  }
}
