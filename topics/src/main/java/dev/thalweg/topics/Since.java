package dev.thalweg.topics;

import dev.thalweg.schemas.UserException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * Where the reading of a topic begins.
 *
 * @param from the first moment, not in the future; {@link PointInTime#NOW} for only what is written
 *     from now on; null for the beginning of the topic
 * @param recordsMax at most so many records of each partition before now
 */
public record Since(Instant from, long recordsMax) {
  /** Only what is written from now on. */
  public static final Since NOW = new Since(PointInTime.NOW, Long.MAX_VALUE);

  /** Everything that is there. */
  public static final Since BEGINNING = new Since(null, Long.MAX_VALUE);

  public Since {
    if (recordsMax < 0) {
      throw new UserException("A topic can't be read since %d records.".formatted(recordsMax));
    }
  }

  /** The last so many records of each partition, and what is written from now on. */
  public static Since lastRecords(long records) {
    return new Since(null, records);
  }

  /**
   * Reads {@code beginning}, {@code now}, or another {@link PointInTime}.
   *
   * @throws UserException when it is none of these, or in the future
   */
  public static Since parse(String text, InstantSource clock, ZoneId zone) {
    return text.equals("beginning")
        ? BEGINNING
        : new Since(PointInTime.parsePast(text, clock, zone), Long.MAX_VALUE);
  }

  boolean isBeginning() {
    return from == null && recordsMax == Long.MAX_VALUE;
  }

  boolean isCounted() {
    return from == null && recordsMax < Long.MAX_VALUE;
  }
}
