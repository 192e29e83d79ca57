package dev.thalweg.topics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * The time that counts for a record: its own, unless no clock that goes right can have shown it. A
 * producer sets it as it likes (message.timestamp.type=CreateTime), and may have a clock that is
 * wrong or none at all. Counts how many it has replaced; any thread may use it.
 */
public final class EventTime {
  /** Clocks that are kept by NTP differ by less. */
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  /** No record is older than Kafka; what says so has no time (-1), or a clock that began at 0. */
  public static final Instant EARLIEST = Instant.parse("2011-01-01T00:00:00Z");

  private final InstantSource clock;
  private final LongAdder taken = new LongAdder();
  private final LongAdder bounded = new LongAdder();

  public EventTime(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The time to count with, in milliseconds since 1970.
   *
   * @return the given one, or the present where that is in the future, too long ago, or none
   */
  public long of(long timestampMs) {
    return of(timestampMs, EARLIEST.toEpochMilli());
  }

  /** The same for records that can't be older than that. */
  public long of(long timestampMs, Duration ageMax) {
    return of(timestampMs, clock.millis() - ageMax.toMillis());
  }

  private long of(long timestampMs, long earliestMs) {
    taken.increment();
    long nowMs = clock.millis();
    if (timestampMs <= nowMs + AHEAD_MAX.toMillis()
        && timestampMs >= Math.max(earliestMs, EARLIEST.toEpochMilli())) {
      return timestampMs;
    }
    bounded.increment();
    return nowMs;
  }

  /** Whether it is a time that the record can have been written at; counts nothing. */
  public boolean isPossible(long timestampMs) {
    return timestampMs >= EARLIEST.toEpochMilli()
        && timestampMs <= clock.millis() + AHEAD_MAX.toMillis();
  }

  /** How many times it was asked. */
  public long taken() {
    return taken.sum();
  }

  /** How many times the answer was not the record's own time. */
  public long bounded() {
    return bounded.sum();
  }
}
