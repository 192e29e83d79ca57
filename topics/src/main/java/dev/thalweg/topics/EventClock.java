package dev.thalweg.topics;

import java.time.Duration;
import java.util.Arrays;

/**
 * How far a partition has come in the time of its records, told by most of the latest {@value
 * #VOICES} and not by any single one: a record from far ahead does not move it until others say the
 * same, one from the past never does. Confined to one thread.
 */
public final class EventClock {
  public static final int VOICES = 15;

  /** What a record may be ahead of the middle of the others and still be believed at once. */
  static final Duration STEP = Duration.ofSeconds(10);

  private final long[] latest = new long[VOICES];
  private final long[] sorted = new long[VOICES];
  private long heard;
  private long nowMs;

  /** Has heard nothing: the first records decide. */
  public EventClock() {}

  private EventClock(long atMs) {
    Arrays.fill(latest, atMs);
    heard = VOICES;
    nowMs = atMs;
  }

  /** Goes on from a time that was agreed on before. */
  public static EventClock goingOnFrom(long atMs) {
    return new EventClock(atMs);
  }

  /** Hears the next record's time, and says what time it is now. */
  public long hear(long timestampMs) {
    return hear(timestampMs, 0);
  }

  /**
   * The same where it is known how much time has passed since the last record: that much the next
   * one may be later, as after a night without any.
   */
  public long hear(long timestampMs, long passedMs) {
    boolean wasFull = heard >= VOICES;
    boolean isInStep = wasFull && timestampMs - nowMs <= passedMs + STEP.toMillis();
    latest[(int) (heard++ % VOICES)] = timestampMs;
    if (isInStep) {
      nowMs = Math.max(nowMs, timestampMs);
      return nowMs;
    }
    int count = (int) Math.min(heard, VOICES);
    System.arraycopy(latest, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    long believedMs = sorted[count / 2] + STEP.toMillis();
    int last = count / 2;
    while (last + 1 < count && sorted[last + 1] <= believedMs) {
      last++;
    }
    // Does not go back, but for the first records, of which one may have been wrong.
    nowMs = wasFull ? Math.max(nowMs, sorted[last]) : sorted[last];
    return nowMs;
  }

  /** The time as it was said last; 0 before anything was heard. */
  public long nowMs() {
    return nowMs;
  }
}
