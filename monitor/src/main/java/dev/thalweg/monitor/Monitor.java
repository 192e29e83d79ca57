package dev.thalweg.monitor;

import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.streams.ExactlyOnceClients;
import dev.thalweg.streams.StreamsService;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.stepping.SkippedOffsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** The monitor as a service: the accuracy and drift topology in Kafka Streams, exactly once. */
public final class Monitor implements AutoCloseable {
  private final MonitorConfig config;
  private final ExactlyOnceClients clients;
  private final SchemaRegistry registry;
  private final MonitorFigures figures;
  private final StreamsService service;

  public Monitor(MonitorConfig config) {
    this(config, new ExactlyOnceClients(SkippedOffsets.recorded(config.connection())));
  }

  Monitor(MonitorConfig config, ExactlyOnceClients clients) {
    this.config = config;
    this.clients = clients;
    this.registry = config.connection().openRegistry();
    this.figures = new MonitorFigures(config.pipeline().model());
    this.service =
        new StreamsService(config.connection(), "monitor of " + config.pipeline().name());
  }

  /**
   * Checks the topics and starts counting; does not wait until it is ready.
   *
   * @throws UserException when the topics are not there or not as needed
   */
  public void start() {
    int joins = config.connection().ask(this::requireTopics);
    Topology topology =
        new AccuracyTopology(
                config.accuracy(joins),
                registry,
                config.watchesDrift(),
                joins,
                figures,
                InstantSource.system())
            .get();
    service.start(topology, config.streams().properties(), clients);
  }

  /** Whether it counts: its partitions are assigned and their state is there. */
  public boolean ready() {
    return service.isReady();
  }

  /** What it does. */
  public MonitorFigures figures() {
    return figures;
  }

  /** Shows Kafka Streams, to read its metrics and nothing else; after {@link #start}. */
  public void showStreams(Consumer<KafkaStreams> observer) {
    service.show(observer);
  }

  /** Done when the monitor has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return service.completion();
  }

  /** The names of the topics that it writes, without those of Kafka Streams. */
  public Set<String> written() {
    return config.pipeline().topics(outputs());
  }

  private List<PipelineTopic> outputs() {
    return config.watchesDrift()
        ? List.of(PipelineTopic.ACCURACY, PipelineTopic.DEAD_LETTERS, PipelineTopic.ALARMS)
        : List.of(PipelineTopic.ACCURACY, PipelineTopic.DEAD_LETTERS);
  }

  /** Commits and stops, within 5 s. */
  @Override
  public void close() {
    service.close();
    registry.close();
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
      if (config.watchesDrift()) {
        int unused = topics.requireReadable(PipelineTopic.TRAINING);
      }
      int unused = topics.requireWritable(outputs().toArray(PipelineTopic[]::new));
      return topics
          .partitions(AccuracyTopology.arrivals(config.applicationId()))
          .orElse(Math.max(predictions, labels));
    }
  }
}
