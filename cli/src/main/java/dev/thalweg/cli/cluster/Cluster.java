package dev.thalweg.cli.cluster;

import dev.thalweg.cli.embedded.EmbeddedStack;
import dev.thalweg.cli.tasks.SideBySide;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.creation.TopicCreation;
import dev.thalweg.topics.setting.GivenSettings;
import dev.thalweg.trainer.TrainerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;

/** The cluster that a command works on: somebody's own, or the embedded one in a directory. */
public final class Cluster implements AutoCloseable {
  /** Short on the embedded broker, which looks for dead transactions twice a second. */
  public static final Duration EMBEDDED_TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  /** Six heartbeats; half of what other brokers take at least. */
  private static final Duration EMBEDDED_SESSION_TIMEOUT = Duration.ofSeconds(3);

  private final Connection connection;
  private final EmbeddedStack embedded;
  private final Path dir;
  private final CompletableFuture<Void> schemas;

  private Cluster(Connection connection, EmbeddedStack embedded, Path dir) {
    this(connection, embedded, dir, CompletableFuture.completedFuture(null));
  }

  private Cluster(
      Connection connection, EmbeddedStack embedded, Path dir, CompletableFuture<Void> schemas) {
    this.dir = dir;
    this.connection = connection;
    this.embedded = embedded;
    this.schemas = schemas;
  }

  static Cluster external(Connection connection) {
    return new Cluster(connection.checked(), null, null);
  }

  /**
   * An embedded cluster with a pipeline, in the shortest time: the topics are created while the
   * registry still starts, and are there when this returns; the schemas are being registered, for
   * which {@link #awaitSchemas()} waits.
   *
   * @param partitions of the topics that are not there yet
   */
  public static Cluster embedded(Path dir, boolean verbose, Pipeline pipeline, int partitions) {
    EmbeddedStack stack =
        EmbeddedStack.startOrJoin(
            dir,
            new EmbeddedStack.Options(0, 0, verbose),
            (broker, registry) ->
                createTopics(
                    new Connection(broker, registry, Map.of(), true), pipeline, partitions));
    Connection connection = connection(stack, Map.of());
    CompletableFuture<Void> schemas =
        CompletableFuture.runAsync(
            () -> connection.check(() -> TopicsAndSchemas.registerSchemas(connection, pipeline)));
    return new Cluster(connection, stack, dir, schemas);
  }

  /**
   * Creates Kafka's own topics as well, for groups and transactions: they are made when they are
   * first asked for, and every member and producer would wait for them.
   */
  private static void createTopics(Connection connection, Pipeline pipeline, int partitions) {
    try (Admin admin = connection.openAdmin()) {
      Object unusedGroups = admin.listConsumerGroupOffsets(pipeline.name());
      Object unusedTransactions = admin.describeTransactions(List.of(pipeline.name()));
      List<PipelineTopic> unused = new TopicCreation(admin, pipeline).create(partitions, (short) 1);
    } // which waits for the answers, whatever they are
  }

  /**
   * Returns when the schemas that are being registered are, at once where none is.
   *
   * @throws UserException that says why one could not be
   */
  public void awaitSchemas() {
    SideBySide.join(schemas);
  }

  public static Cluster embedded(Path dir, Map<String, String> properties, boolean verbose) {
    return embedded(dir, properties, verbose, UnaryOperator.identity());
  }

  /**
   * The same with another connection.
   *
   * @param as makes it of the stack's
   */
  static Cluster embedded(
      Path dir, Map<String, String> properties, boolean verbose, UnaryOperator<Connection> as) {
    Cluster made = embedded(dir, properties, new EmbeddedStack.Options(0, 0, verbose));
    return new Cluster(as.apply(made.connection), made.embedded, dir);
  }

  public static Cluster embedded(
      Path dir, Map<String, String> properties, EmbeddedStack.Options options) {
    EmbeddedStack stack = EmbeddedStack.startOrJoin(dir, options, (broker, registry) -> {});
    return new Cluster(connection(stack, properties), stack, dir);
  }

  private static Connection connection(EmbeddedStack stack, Map<String, String> properties) {
    return new Connection(stack.bootstrapServer(), stack.schemaRegistry(), properties, true);
  }

  public Connection connection() {
    return connection;
  }

  boolean isEmbedded() {
    return embedded != null;
  }

  /** The embedded stack's directory. */
  Optional<Path> dir() {
    return Optional.ofNullable(dir);
  }

  public Duration transactionTimeout() {
    return isEmbedded() ? EMBEDDED_TRANSACTION_TIMEOUT : TRANSACTION_TIMEOUT;
  }

  /** How long a trainer may say nothing before another takes over. */
  public Duration sessionTimeout() {
    return isEmbedded() ? EMBEDDED_SESSION_TIMEOUT : TrainerConfig.SESSION_TIMEOUT_DEFAULT;
  }

  /** Throws when a part of the embedded stack has ended by itself. */
  public void check() {
    Optional<String> failure = embedded == null ? Optional.empty() : embedded.failure();
    if (failure.isPresent()) {
      throw new UserException(failure.get());
    }
  }

  /**
   * Creates the pipeline's topics on the embedded broker; elsewhere that is an explicit command.
   */
  public void prepare(Pipeline pipeline) {
    if (isEmbedded()) {
      connection.check(
          () -> createTopics(connection, pipeline, TopicAdmin.PARTITIONS_DEFAULT, (short) 1));
    }
  }

  /** Creates the topics that are missing and registers every schema, or what it can of it. */
  public TopicCreation.Outcome createTopics(
      Pipeline pipeline, int partitions, short replication, GivenSettings given) {
    try (Admin admin = connection.openAdmin();
        SchemaRegistry registry = connection.openRegistry()) {
      TopicCreation.Outcome creation =
          new TopicCreation(admin, pipeline).create(partitions, replication, given);
      for (PipelineTopic topic : PipelineTopic.values()) {
        try {
          topic.schema().ifPresent(schema -> registry.register(pipeline.topic(topic), schema));
        } catch (UserException e) {
          creation
              .failures()
              .add(
                  "The schema of %s could not be registered. %s"
                      .formatted(pipeline.topic(topic), e.getMessage()));
        }
      }
      return creation;
    }
  }

  /** Creates the topics that are missing and registers every schema. */
  public static void createTopics(
      Connection connection, Pipeline pipeline, int partitions, short replication) {
    TopicsAndSchemas.create(connection, pipeline, partitions, replication);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
