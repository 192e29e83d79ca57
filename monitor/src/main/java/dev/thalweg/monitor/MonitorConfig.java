package dev.thalweg.monitor;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.score.BinaryScores;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a monitor runs.
 *
 * @param window the size of the accuracy windows
 * @param retention how long an unmatched prediction or label is held
 * @param stateDir a folder of this instance's own for Kafka Streams
 * @param instance the name under which this process is a static member of its group: the same after
 *     a restart, never the same for two processes
 * @param transactionTimeout how long the broker lets a dead monitor's transaction block its
 *     successor of another name and the readers of accuracy; longer than the commit interval of 200
 *     ms
 * @param watchesDrift whether it raises alarms
 * @param threshold from this probability on a prediction of two classes counts as class 1, in
 *     precision and recall; 0 to 1
 */
public record MonitorConfig(
    Connection connection,
    Pipeline pipeline,
    Duration window,
    Duration retention,
    Path stateDir,
    String instance,
    Duration transactionTimeout,
    boolean watchesDrift,
    double threshold) {
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /** A quarter of the heap that bin/thalweg gives. */
  static final long HELD_BYTES_MAX = 256L << 20;

  /** Checks the time limit. */
  public MonitorConfig {
    StreamsSettings.checkTransactionTimeout(transactionTimeout);
  }

  /** One with the usual threshold. */
  public MonitorConfig(
      Connection connection,
      Pipeline pipeline,
      Duration window,
      Duration retention,
      Path stateDir,
      String instance,
      Duration transactionTimeout,
      boolean watchesDrift) {
    this(
        connection,
        pipeline,
        window,
        retention,
        stateDir,
        instance,
        transactionTimeout,
        watchesDrift,
        BinaryScores.THRESHOLD_DEFAULT);
  }

  /** A monitor with the default window, retention and transaction timeout, that detects drift. */
  public static MonitorConfig of(
      Connection connection, Pipeline pipeline, Path stateDir, String instance) {
    return new MonitorConfig(
        connection,
        pipeline,
        AccuracyConfig.DEFAULT_WINDOW,
        AccuracyConfig.DEFAULT_RETENTION,
        stateDir,
        instance,
        DEFAULT_TRANSACTION_TIMEOUT,
        true);
  }

  /**
   * What each of so many joins counts with. Together they hold no more bytes in this process than
   * {@link #HELD_BYTES_MAX}, should all be assigned to it.
   */
  AccuracyConfig accuracy(int joins) {
    return new AccuracyConfig(
        pipeline,
        window,
        retention,
        AccuracyConfig.DEFAULT_HELD_IMAGES_MAX,
        Math.min(AccuracyConfig.DEFAULT_HELD_BYTES_MAX, HELD_BYTES_MAX / joins),
        threshold);
  }

  /** The group's name, and the begin of the internal topics'. */
  String applicationId() {
    return pipeline.group("monitor");
  }

  StreamsSettings streams() {
    return new StreamsSettings(connection, applicationId(), instance, stateDir, transactionTimeout);
  }
}
