package dev.thalweg.monitor;

import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.outage.Recovery;
import dev.thalweg.topics.stepping.SkippedOffsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The monitor as a service: the accuracy and drift topology in Kafka Streams, exactly once. */
public final class Monitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final MonitorConfig config;
  private final MonitorClients clients;
  private final SchemaRegistry registry;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final MonitorFigures figures;
  private final Recovery recovery;
  private volatile KafkaStreams streams;

  public Monitor(MonitorConfig config) {
    this(config, new MonitorClients(SkippedOffsets.recorded(config.connection())));
  }

  Monitor(MonitorConfig config, MonitorClients clients) {
    this.config = config;
    this.clients = clients;
    this.registry = config.connection().openRegistry();
    this.figures = new MonitorFigures(config.pipeline().model());
    this.recovery = new Recovery(config.connection().patience());
  }

  /**
   * Checks the topics and starts counting; does not wait until it is ready.
   *
   * @throws UserException when the topics are not there or not as needed
   */
  public void start() {
    KafkaStreams starting = open(config.connection().ask(this::requireTopics));
    starting.setUncaughtExceptionHandler(
        failure -> {
          if (MonitorFailure.isUndecided(failure) || recovery.allows(failure)) {
            LOG.warn("Counting goes on from what is committed: {}", failure.getMessage());
            Thread.currentThread().setUncaughtExceptionHandler((thread, told) -> {});
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          completion.completeExceptionally(MonitorFailure.mendable(failure, config));
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    starting.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.ERROR) { // keeps the failure where there was one
            completion.completeExceptionally(MonitorFailure.unexplained(config));
          } else if (state == KafkaStreams.State.NOT_RUNNING) {
            completion.complete(null);
          }
        });
    streams = starting;
    starting.start();
  }

  /** Whether it counts: its partitions are assigned and their state is there. */
  public boolean ready() {
    KafkaStreams running = streams;
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  /** What it does. */
  public MonitorFigures figures() {
    return figures;
  }

  /** Shows Kafka Streams, to read its metrics and nothing else; after {@link #start}. */
  public void showStreams(Consumer<KafkaStreams> observer) {
    observer.accept(streams);
  }

  /** Done when the monitor has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** Commits and stops, within 5 s. */
  @Override
  public void close() {
    KafkaStreams running = streams;
    if (running != null) {
      running.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    completion.complete(null);
    registry.close();
  }

  private KafkaStreams open(int joins) {
    try {
      return new KafkaStreams(
          new AccuracyTopology(
                  config.accuracy(joins),
                  registry,
                  config.watchesDrift(),
                  joins,
                  figures,
                  InstantSource.system())
              .get(),
          MonitorStreamsConfig.of(config),
          clients);
    } catch (KafkaException | IllegalArgumentException e) {
      throw config.connection().cannotBeSetUp(e);
    }
  }

  /**
   * @return how many joins share the work: as many as at the first start, whatever partitions the
   *     topics were given since
   */
  private int requireTopics() {
    try (Admin admin = config.connection().openAdmin()) {
      TopicAdmin topics = new TopicAdmin(admin, config.pipeline());
      int predictions = topics.requireReadable(PipelineTopic.PREDICTIONS, PipelineTopic.JOURNAL);
      int labels = topics.requireReadable(PipelineTopic.LABELS);
      int unused = topics.requireWritable(PipelineTopic.ACCURACY, PipelineTopic.DEAD_LETTERS);
      if (config.watchesDrift()) {
        unused = topics.requireReadable(PipelineTopic.TRAINING);
        unused = topics.requireWritable(PipelineTopic.ALARMS);
      }
      return topics
          .partitions(AccuracyTopology.arrivals(MonitorStreamsConfig.applicationId(config)))
          .orElse(Math.max(predictions, labels));
    }
  }
}
