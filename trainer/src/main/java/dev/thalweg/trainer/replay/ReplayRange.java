package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.log.SampleLog;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of the log is asked for.
 *
 * @param fromOffset the first record; empty for the first one that is there, or {@code fromTime}
 * @param fromTime the time of the first record or an earlier one; not together with {@code
 *     fromOffset}
 * @param toOffset the first record that is left out; empty for the end of the log as it is now
 */
public record ReplayRange(
    OptionalLong fromOffset, Optional<Instant> fromTime, OptionalLong toOffset) {
  /** The whole log. */
  public static final ReplayRange ALL =
      new ReplayRange(OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

  public ReplayRange {
    if (fromOffset.isPresent() && fromTime.isPresent()) {
      throw new UserException("Give either --from-offset or --from-time, not both.");
    }
  }

  /**
   * What that is in this log.
   *
   * @param topic the log's name, for people
   * @throws UserException when it reaches beyond the log or holds no record
   */
  Stretches in(SampleLog log, String topic) {
    long beginning = log.beginningOffset();
    long end = log.endOffset();
    if (beginning == end) {
      throw new UserException(
          "%s holds no sample: produce some first.".formatted(topic)
              + (beginning == 0
                  ? ""
                  : " (Those below offset %d have been removed.)".formatted(end)));
    }
    long from = fromOffset.orElse(beginning);
    if (fromTime.isPresent()) {
      from =
          log.offsetAt(fromTime.get())
              .orElseThrow(
                  () ->
                      new UserException(
                          "No sample of %s is from %s or later: give an earlier --from-time."
                              .formatted(topic, fromTime.get())));
    }
    long to = toOffset.orElse(end);
    requireInside(topic, beginning, end, "--from-offset", from);
    requireInside(topic, beginning, end, "--to-offset", to);
    if (from >= to) {
      throw new UserException(
          "There is no sample from offset %d up to offset %d: give a range within %s, which has %s."
              .formatted(from, to, topic, extent(beginning, end)));
    }
    return new Stretches(from, to);
  }

  private static void requireInside(
      String topic, long beginning, long end, String option, long offset) {
    if (offset < beginning || offset > end) {
      throw new UserException(
          "%s %d is outside %s, which has %s."
              .formatted(option, offset, topic, extent(beginning, end)));
    }
  }

  private static String extent(long beginning, long end) {
    String removed = beginning == 0 ? "" : "; earlier ones have been removed";
    return "offsets %d to %d%s".formatted(beginning, end - 1, removed);
  }
}
