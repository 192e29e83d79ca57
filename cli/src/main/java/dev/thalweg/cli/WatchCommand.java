package dev.thalweg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.Terminal;
import dev.thalweg.monitor.watch.Watch;
import dev.thalweg.monitor.watch.WatchOptions;
import dev.thalweg.monitor.watch.WatchOutput;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.PointInTime;
import dev.thalweg.topics.Since;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg watch}. */
@Command(
    name = "watch",
    description = "Show a topic's records as they arrive, as aligned lines or as JSON.")
public final class WatchCommand implements Callable<Integer> {
  /** Lines after which a person would have to scroll back to the heading. */
  private static final int HEADING_EVERY = 40;

  private static final Clock CLOCK = Clock.system(ZoneId.systemDefault());

  @Mixin ClusterOptions cluster;

  @Parameters(
      paramLabel = "TOPIC",
      description =
          "accuracy, training, predictions, snapshots, alarms, dead-letters, or any other topic of"
              + " the pipeline.")
  String topic;

  @Option(
      names = "--json",
      fallbackValue = "true",
      description = "One JSON object per line, in UTF-8, for tools such as jq.")
  boolean json;

  @Option(
      names = "--filter",
      paramLabel = "FIELD=VALUE",
      description =
          "Show only records with this value in this field of --json, such as scope=window,"
              + " label!=7, accuracy<0.9, timestamp>=10m or, for a part of a text, error~Avro."
              + " Repeatable: all must hold.")
  List<String> filters = List.of();

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Show every Nth record that passes the filters (default: ${DEFAULT-VALUE}).")
  long every = WatchOptions.EVERY_DEFAULT;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description =
          "Where to begin: now, beginning, how long ago (90s, 10m, 2h, 1d), or a"
              + " timestamp (2026-01-31T12:00:00Z, 2026-01-31T12:00, today's 12:00) (default:"
              + " ${DEFAULT-VALUE}).")
  String since = WatchOptions.SINCE_DEFAULT;

  @Option(
      names = "--from-beginning",
      fallbackValue = "true",
      description = "The same as --since beginning.")
  boolean fromBeginning;

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      description =
          "Where to end: now, how long ago, or a timestamp, as for --since (default: go"
              + " on until Ctrl-C).")
  String until;

  @Option(
      names = "--exit-at-end",
      fallbackValue = "true",
      description = "The same as --until now: end after what is there.")
  boolean exitAtEnd;

  @Option(
      names = "--max-messages",
      paramLabel = "N",
      description = "End after this many records; 0 means never.")
  long maxMessages = WatchOptions.UNLIMITED;

  @Option(
      names = "--timeout-ms",
      paramLabel = "MS",
      description = "End after this many milliseconds without a record; 0 means never.")
  long timeoutMs = WatchOptions.FOR_EVER.toMillis();

  @Override
  public Integer call() {
    WatchOptions options =
        new WatchOptions(
            PipelineTopic.ofSuffix(topic),
            begin(),
            end(),
            filters,
            every,
            maxMessages,
            Duration.ofMillis(timeoutMs));
    try (StopSignal stop = new StopSignal();
        Cluster opened = cluster.open()) {
      opened.prepare(cluster.pipeline());
      Watch watch = new Watch(opened.connection(), cluster.pipeline(), options, output());
      stop.onRequest(watch::stop);
      watch.run();
    }
    return 0;
  }

  private Since begin() {
    return fromBeginning ? Since.BEGINNING : Since.parse(since, CLOCK, CLOCK.getZone());
  }

  private Optional<Instant> end() {
    if (exitAtEnd) {
      return Optional.of(PointInTime.NOW);
    }
    return Optional.ofNullable(until)
        .map(text -> PointInTime.parsePast(text, CLOCK, CLOCK.getZone()));
  }

  private WatchOutput output() {
    if (json) {
      return WatchOutput.json(new PrintStream(System.out, false, UTF_8), UTF_8);
    }
    return Terminal.isThere()
        ? new WatchOutput(System.out, false, Terminal.charset(), Terminal.columns(), HEADING_EVERY)
        : WatchOutput.lines(System.out, Terminal.charset());
  }
}
