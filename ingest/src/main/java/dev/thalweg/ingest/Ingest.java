package dev.thalweg.ingest;

import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.mapping.Labels;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.Unlabelled.Fate;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.streams.ExactlyOnceClients;
import dev.thalweg.streams.StreamsService;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.stepping.SkippedOffsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;

/** The service that makes samples by a mapping: its topology in Kafka Streams, exactly once. */
public final class Ingest implements AutoCloseable {
  private final IngestConfig config;
  private final SchemaRegistry registry;
  private final IngestFigures figures = new IngestFigures();
  private final StreamsService service;

  /** One that is not started. */
  public Ingest(IngestConfig config) {
    this.config = config;
    this.registry = config.connection().openRegistry();
    this.service =
        new StreamsService(config.connection(), "ingestion of " + config.pipeline().name());
  }

  /**
   * Checks the topics and starts; does not wait until it is ready.
   *
   * @throws UserException when topics are not there or not as needed, or earlier samples were made
   *     by another mapping
   */
  public void start() {
    int joins = config.connection().ask(this::requireTopics);
    service.start(
        new IngestTopology(
                config.mapping(), config.scored(), joins, registry, figures, InstantSource.system())
            .get(),
        config.streams().properties(),
        new ExactlyOnceClients(SkippedOffsets.recorded(config.connection())));
  }

  /**
   * @return how many joins share the work: as many as at the first start, whatever partitions the
   *     topics were given since
   */
  private int requireTopics() {
    Mapping mapping = config.mapping();
    try (Admin admin = config.connection().openAdmin()) {
      TopicAdmin topics = new TopicAdmin(admin, config.pipeline());
      int most = 1;
      for (String source : IngestTopology.sources(mapping)) {
        OptionalInt partitions = topics.partitions(source);
        if (partitions.isEmpty()) {
          throw new UserException(
              "There is no topic \"%s\", which the mapping names: check the name and the cluster."
                  .formatted(source));
        }
        most = Math.max(most, partitions.getAsInt());
      }
      int unused = topics.requireWritable(outputs().toArray(PipelineTopic[]::new));
      EarlierMapping.requireSame(config, topics.requireReadable(PipelineTopic.SAMPLES));
      return topics.partitions(IngestTopology.halves(config.applicationId())).orElse(most);
    }
  }

  /** The names of the topics that it writes, without those of Kafka Streams. */
  public Set<String> written() {
    return config.pipeline().topics(outputs());
  }

  private List<PipelineTopic> outputs() {
    Mapping mapping = config.mapping();
    List<PipelineTopic> outputs =
        new ArrayList<>(List.of(PipelineTopic.SAMPLES, PipelineTopic.DEAD_LETTERS));
    if (config.scored()) {
      outputs.addAll(List.of(PipelineTopic.EXAMPLES, PipelineTopic.LABELS));
    }
    if (mapping.labels().map(Labels::missing).filter(m -> m.fate() == Fate.ORPHANS).isPresent()) {
      outputs.add(PipelineTopic.ORPHANS);
    }
    return outputs;
  }

  /** Whether it works: its partitions are assigned and their state is there. */
  public boolean isReady() {
    return service.isReady();
  }

  /** What it does. */
  public IngestFigures figures() {
    return figures;
  }

  /** Shows Kafka Streams, to read its metrics and nothing else; after {@link #start}. */
  public void showStreams(Consumer<KafkaStreams> observer) {
    service.show(observer);
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return service.completion();
  }

  /** Commits and stops, within 5 s. */
  @Override
  public void close() {
    service.close();
    registry.close();
  }
}
