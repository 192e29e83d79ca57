package dev.thalweg.cli;

import dev.thalweg.monitor.watch.Since;
import dev.thalweg.monitor.watch.Watch;
import dev.thalweg.monitor.watch.WatchOptions;
import dev.thalweg.schemas.PipelineTopic;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg watch}. */
@Command(
    name = "watch",
    description = "Show a topic's records as they come, as aligned lines or as JSON.")
final class WatchCommand implements Callable<Integer> {
  @Mixin ClusterOptions cluster;

  @Parameters(
      paramLabel = "TOPIC",
      description =
          "accuracy, training, predictions, snapshots, alarms, dead-letters, or any other topic of"
              + " the pipeline.")
  String topic;

  @Option(names = "--json", fallbackValue = "true", description = "One JSON object per line.")
  boolean json;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      defaultValue = "now",
      description = "now, beginning, or how long ago: 90s, 10m, 2h (default: ${DEFAULT-VALUE}).")
  String since;

  @Option(
      names = "--from-beginning",
      fallbackValue = "true",
      description = "The same as --since beginning.")
  boolean fromBeginning;

  @Option(
      names = "--max-messages",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many records; 0 is never.")
  long maxMessages;

  @Option(
      names = "--timeout-ms",
      paramLabel = "MS",
      defaultValue = "0",
      description = "End after so many milliseconds without a record; 0 is never.")
  long timeoutMs;

  @Override
  public Integer call() {
    WatchOptions options =
        new WatchOptions(
            PipelineTopic.ofSuffix(topic),
            json,
            fromBeginning ? Since.BEGINNING : Since.parse(since),
            maxMessages,
            Duration.ofMillis(timeoutMs),
            System.out);
    try (StopSignal stop = new StopSignal();
        Cluster opened = cluster.open()) {
      opened.prepare(cluster.pipeline());
      Watch watch = new Watch(opened.connection(), cluster.pipeline(), options);
      stop.onRequest(watch::stop);
      watch.run();
    }
    return 0;
  }
}
