package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.score.BinaryScores;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.time.Duration;

/**
 * What is counted, and how long labels are waited for.
 *
 * @param window the size of the tumbling windows, by the time at which predictions were scored
 * @param retention how long an image is held after the last prediction or label of it, in the time
 *     of the records; then what is still unmatched is given up and counted as such
 * @param heldExamplesMax images held in each partition; above it the one unheard of for longest is
 *     given up. An image takes about 300 bytes
 * @param heldBytesMax what they may take in each partition, whatever their number: ids, names and
 *     predictions can be as long, and as many, as their writers like
 * @param threshold from this probability on a prediction of two classes counts as class 1, in
 *     precision and recall; 0 to 1
 */
public record AccuracyConfig(
    Pipeline pipeline,
    Duration window,
    Duration retention,
    int heldExamplesMax,
    long heldBytesMax,
    double threshold) {
  public static final Duration DEFAULT_WINDOW = Duration.ofSeconds(10);
  public static final Duration DEFAULT_RETENTION = Duration.ofHours(1);
  public static final int DEFAULT_HELD_IMAGES_MAX = 200_000;
  public static final long DEFAULT_HELD_BYTES_MAX = 80L << 20;

  /** Versions of a model that are counted apart: the newest. */
  static final int VERSIONS_MAX = 64;

  /** Windows of a model that late labels can still change, whatever the retention. */
  private static final int WINDOWS_MAX = 1_000;

  public AccuracyConfig {
    if (window.toMillis() < 1 || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new UserException(
          "The accuracy window is %s; give it between 1 ms and 1 day.".formatted(window));
    }
    if (retention.compareTo(window) < 0 || retention.compareTo(Duration.ofDays(30)) > 0) {
      throw new UserException(
          "The retention of unlabelled predictions is %s; give it between the window (%s) and 30"
                  .formatted(retention, window)
              + " days.");
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new UserException(
          "The threshold is %s; give a probability between 0 and 1.".formatted(threshold));
    }
    if (heldExamplesMax < 1) {
      throw new UserException(
          "At least one example must be held to wait for its label, not %d."
              .formatted(heldExamplesMax));
    }
  }

  /** The same with the usual threshold. */
  public AccuracyConfig(
      Pipeline pipeline,
      Duration window,
      Duration retention,
      int heldExamplesMax,
      long heldBytesMax) {
    this(
        pipeline, window, retention, heldExamplesMax, heldBytesMax, BinaryScores.THRESHOLD_DEFAULT);
  }

  /** The same with the usual bytes. */
  public AccuracyConfig(
      Pipeline pipeline, Duration window, Duration retention, int heldExamplesMax) {
    this(pipeline, window, retention, heldExamplesMax, DEFAULT_HELD_BYTES_MAX);
  }

  /** The pipeline's accuracy with the default window, retention and bound. */
  public static AccuracyConfig of(Pipeline pipeline) {
    return new AccuracyConfig(pipeline, DEFAULT_WINDOW, DEFAULT_RETENTION, DEFAULT_HELD_IMAGES_MAX);
  }

  /** The start of the window in which a time lies. */
  public long windowStart(long timeMs) {
    return timeMs - Math.floorMod(timeMs, window.toMillis());
  }

  /** Windows of a model that are held: those that labels within the retention can change. */
  public int windowsMax() {
    return (int) Math.min(retention.toMillis() / window.toMillis() + 2, WINDOWS_MAX);
  }
}
