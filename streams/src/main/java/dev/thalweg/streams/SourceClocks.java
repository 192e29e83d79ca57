package dev.thalweg.streams;

import dev.thalweg.topics.EventClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far each partition has come of those that a join hears from. They are read at their own pace:
 * where one is hours behind, the partner of an image may still be there, so what is given up goes
 * by the slowest that is not silent.
 */
public final class SourceClocks {
  /** A source that has been silent for so long has nothing to read, and nobody waits for it. */
  public static final long SILENT_MS = 60_000;

  /**
   * Nor for one that is so far behind: by then the topics have removed what it could still bring.
   */
  public static final long BEHIND_MS = Duration.ofDays(7).toMillis();

  /** Partitions of both topics; Kafka's own advice is fewer in all of a broker. */
  private static final int SOURCES_MAX = 8_192;

  private final OptionalLong knownMs;
  private final Map<Integer, Source> sources = new HashMap<>();

  private static final class Source {
    final EventClock clock;
    long heardMs;

    Source(EventClock clock) {
      this.clock = clock;
    }
  }

  /**
   * @param knownMs the time that was reached before, where something is held since then: the first
   *     records after a start must not give all of it up
   */
  public SourceClocks(OptionalLong knownMs) {
    this.knownMs = knownMs;
  }

  /**
   * Hears of a record.
   *
   * @param nowMs by the wall clock
   * @return how far its source has come
   */
  public long hear(int source, long timestampMs, long nowMs) {
    Source from = sources.get(source);
    if (from == null) {
      if (sources.size() >= SOURCES_MAX) {
        return timestampMs;
      }
      from =
          new Source(
              knownMs.isPresent() ? EventClock.goingOnFrom(knownMs.getAsLong()) : new EventClock());
      sources.put(source, from);
    }
    long passedMs = from.heardMs == 0 ? 0 : nowMs - from.heardMs;
    from.heardMs = nowMs;
    return from.clock.hear(timestampMs, passedMs);
  }

  /** How far the slowest source has come that is waited for; -1 when there is none. */
  public long slowestMs(long nowMs) {
    LongSummaryStatistics heard =
        sources.values().stream()
            .filter(source -> source.heardMs >= nowMs - SILENT_MS)
            .mapToLong(source -> source.clock.nowMs())
            .summaryStatistics();
    return heard.getCount() == 0 ? -1 : Math.max(heard.getMin(), heard.getMax() - BEHIND_MS);
  }
}
