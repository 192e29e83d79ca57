package dev.thalweg.cli;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.data.DataOptions;
import dev.thalweg.cli.learning.ShapeOptions;
import dev.thalweg.cli.service.MetricsOptions;
import dev.thalweg.cli.service.WaitPart;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.Terminal;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.producer.ExampleProducer;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.Remaining;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.SampleOrder.Shuffle;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.SentSoFar;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.StreamOutcome;
import dev.thalweg.producer.TerminalProgress;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.metrics.ProducerMetrics;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.TopicAdmin;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg produce}. */
@Command(
    name = "produce",
    description = "Stream labelled examples into samples, or examples followed by their labels.")
public final class ProduceCommand implements Callable<Integer> {
  /** Where a stream goes. */
  enum Target {
    SAMPLES,
    EXAMPLES;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin DataOptions data;
  @Mixin ShapeOptions shape;
  @Mixin MetricsOptions metrics;

  @Option(
      names = "--to",
      paramLabel = "TOPIC",
      description =
          "samples: the training split, to learn from; examples: the test split, whose labels"
              + " follow (default: ${DEFAULT-VALUE}).")
  Target to = Target.SAMPLES;

  @Option(
      names = "--label-delay",
      paramLabel = "MS",
      description =
          "The time from an example to its label, in milliseconds (default: ${DEFAULT-VALUE}).")
  long labelDelayMs = ExampleProducer.LABEL_DELAY_DEFAULT.toMillis();

  @Option(
      names = "--resume",
      fallbackValue = "true",
      description =
          "Continue after what the topic already holds of this stream: when a command"
              + " that was cut off is started again, nothing is left out or sent twice.")
  boolean resume;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DataSet found = data.source().locate(out::println);
    shape.completeFrom(found);
    found.requireFormat(shape.format());
    found.requireClasses(shape.classes());
    DriftSchedule drift = data.drift(shape.classes());
    Split split = to == Target.SAMPLES ? Split.TRAIN : Split.TEST;
    ExampleSource source = found.split(split);
    out.println("Source: " + source.description());
    ExampleStream stream = ExampleStream.of(source, split, order(source)).drifting(drift);
    drift.requireWithin(stream.total());
    if (!drift.isEmpty()) {
      out.println("Drift: " + drift);
    }
    out.flush();
    StreamConfig config =
        StreamConfig.of(cluster.pipeline(), stream).atRate(data.source().ratePerSecond());
    try (StopSignal stop = new StopSignal();
        Cluster opened = cluster.openPatiently(stop)) {
      opened.prepare(cluster.pipeline());
      opened.connection().check(() -> requireTopics(opened));
      StreamConfig rest = config;
      if (resume) {
        rest = config.with(sentSoFar(opened.connection(), topic(), stream));
        out.printf(Locale.ROOT, "Resuming: %,d records are there.%n", rest.remaining().sentCount());
        out.flush();
      }
      measured(rest, opened, stop);
    }
    return 0;
  }

  /** Examples never come in the order of their files, whose parts may be unequally hard. */
  SampleOrder order(ExampleSource source) {
    SampleOrder order = data.order(source);
    return to == Target.EXAMPLES ? order.with(Shuffle.EVERY_EPOCH) : order;
  }

  private static Remaining sentSoFar(Connection connection, String topic, ExampleStream stream) {
    return connection.ask(() -> new SentSoFar(connection).of(topic, stream));
  }

  private String topic() {
    return cluster
        .pipeline()
        .topic(to == Target.SAMPLES ? PipelineTopic.SAMPLES : PipelineTopic.EXAMPLES);
  }

  private void requireTopics(Cluster opened) {
    try (Admin admin = opened.connection().openAdmin()) {
      TopicAdmin topics = new TopicAdmin(admin, cluster.pipeline());
      if (to == Target.SAMPLES) {
        topics.requireWritable(PipelineTopic.SAMPLES);
      } else {
        topics.requireWritable(PipelineTopic.EXAMPLES, PipelineTopic.LABELS);
      }
    }
  }

  private void measured(StreamConfig config, Cluster opened, StopSignal stop) {
    Optional<Metrics> registry = metrics.registry();
    PrintWriter err = spec.commandLine().getErr();
    try (Assembly beside = new Assembly("stream")) {
      registry.ifPresent(m -> beside.add(metrics.part(m, err::println)));
      WaitPart.addTo(beside, opened);
      beside.start();
      err.flush();
      show(config, run(config, opened.connection(), stop, beside.completion(), registry));
      beside.check();
    }
  }

  private void show(StreamConfig config, StreamOutcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    String drift = config.stream().drift().isEmpty() ? "" : "; drift " + config.stream().drift();
    out.printf(
        Locale.ROOT,
        "%s %,d of %,d %s in %.1f s, all acknowledged: %,.0f per second%s.%n",
        outcome.complete() ? "Sent" : "Stopped after",
        outcome.acknowledged(),
        config.count(),
        to == Target.SAMPLES ? "samples" : "examples",
        outcome.elapsed().toMillis() / 1e3,
        outcome.acknowledged() * 1e3 / Math.max(1, outcome.elapsed().toMillis()),
        drift);
    out.flush();
  }

  /**
   * @param besideEnded fails when the stream can't go on
   */
  private StreamOutcome run(
      StreamConfig config,
      Connection connection,
      StopSignal stop,
      CompletableFuture<Void> besideEnded,
      Optional<Metrics> registry) {
    Progress progress = TerminalProgress.on(topic(), System.err, Terminal.isThere());
    if (to == Target.SAMPLES) {
      SampleProducer producer = new SampleProducer(config, connection, progress);
      registry.ifPresent(m -> ProducerMetrics.watch(producer, config, m));
      stopWith(producer::stop, stop, besideEnded);
      return producer.run();
    }
    ExampleProducer producer =
        new ExampleProducer(config, Duration.ofMillis(labelDelayMs), connection, progress);
    if (resume) {
      String labels = config.pipeline().topic(PipelineTopic.LABELS);
      producer.owingLabels(sentSoFar(connection, labels, config.stream()));
    }
    registry.ifPresent(m -> ProducerMetrics.watch(producer, config, m));
    stopWith(producer::stop, stop, besideEnded);
    return producer.run();
  }

  private static void stopWith(
      Runnable stopping, StopSignal stop, CompletableFuture<Void> besideEnded) {
    stop.onRequest(stopping);
    CompletableFuture<Void> unused =
        besideEnded.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                stopping.run();
              }
            });
  }
}
