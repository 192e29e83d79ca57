package dev.thalweg.topics.bounded;

import java.util.List;
import java.util.OptionalLong;

/**
 * Finds where in a partition a moment lies, by what most records around a place say. A broker
 * answers with the first record that has this time or a later one, and a single one whose clock was
 * ahead, however early it stands in the log, would be the answer for every moment up to its own.
 */
public final class TimeSearch {
  /** Records that are asked at a place. */
  static final int VOICES = 15;

  /** Of these so many offsets hold fewer, and the place is taken as it is. */
  private static final int OFFSETS_MAX = 4_096;

  private final Probe probe;
  private final long earliestMs;

  /** A record's place and time. */
  public record Stamped(long offset, long timestampMs) {}

  /** Reads records back. */
  public interface Probe {
    /** The committed records in [from, to), in order. */
    List<Stamped> read(long from, long to);
  }

  /**
   * @param earliestMs a record with an earlier time has none
   */
  public TimeSearch(Probe probe, long earliestMs) {
    this.probe = probe;
    this.earliestMs = earliestMs;
  }

  /**
   * The first record from which on most are from a moment or later.
   *
   * @param found what the broker says; what lies before it is all earlier
   * @param end the offset after the last record
   * @return empty when there is none
   */
  public OptionalLong firstFrom(long momentMs, long found, long end) {
    if (isFrom(momentMs, found, end)) {
      return OptionalLong.of(found);
    }
    long before = found;
    long from = end;
    while (from - before > 1) {
      long middle = before + (from - before) / 2;
      if (isFrom(momentMs, middle, end)) {
        from = middle;
      } else {
        before = middle;
      }
    }
    return voices(from, end).stream()
        .filter(record -> record.timestampMs() >= momentMs)
        .mapToLong(Stamped::offset)
        .findFirst();
  }

  private boolean isFrom(long momentMs, long offset, long end) {
    List<Stamped> voices = voices(offset, end);
    long later = voices.stream().filter(record -> record.timestampMs() >= momentMs).count();
    return 2 * later > voices.size() || voices.isEmpty();
  }

  /** Those that have a time; offsets may hold none, such as a transaction's mark. */
  private List<Stamped> voices(long offset, long end) {
    int offsets = VOICES;
    while (true) {
      long to = Math.min(offset + offsets, end);
      List<Stamped> timed =
          probe.read(offset, to).stream()
              .filter(record -> record.timestampMs() >= earliestMs)
              .limit(VOICES)
              .toList();
      if (timed.size() == VOICES || to == end || offsets >= OFFSETS_MAX) {
        return timed;
      }
      offsets *= 4;
    }
  }
}
