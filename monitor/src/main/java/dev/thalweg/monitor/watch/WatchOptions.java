package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.Since;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is watched.
 *
 * @param until ends before what was written from this moment on, which is not in the future, or
 *     after what is there, {@code PointInTime.NOW}; empty for no end
 * @param filters all of which must hold, see {@link RecordFilter}
 * @param every shows every nth of the records that pass the filters
 * @param maxMessages ends after this many records; 0 for no end
 * @param timeout ends after so long without a record in the topic; zero for no end
 */
public record WatchOptions(
    PipelineTopic topic,
    Since since,
    Optional<Instant> until,
    List<String> filters,
    long every,
    long maxMessages,
    Duration timeout) {

  /** Each one. */
  public static final long EVERY_DEFAULT = 1;

  /** For {@code maxMessages}: no end. */
  public static final long UNLIMITED = 0;

  /** For {@code timeout}: no end. */
  public static final Duration FOR_EVER = Duration.ZERO;

  /** For {@code since}, as a person writes it. */
  public static final String SINCE_DEFAULT = "now";

  public WatchOptions {
    filters = List.copyOf(filters);
    if (every < 1) {
      throw new UserException("--every %d is not possible: give 1 or more.".formatted(every));
    }
    if (maxMessages < 0) {
      throw new UserException("The number of records must not be negative.");
    }
    if (timeout.isNegative()) {
      throw new UserException("The time to wait for a record must not be negative.");
    }
  }
}
