package dev.thalweg.cli.cluster;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.topics.TopicAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;

/**
 * A pipeline's topics and the schemas of their records, as they have to be before anything works on
 * it. The broker is asked for the topics while the registry is asked for the schemas: every service
 * of an embedded stack begins with this, a trainer that was killed too.
 */
final class TopicsAndSchemas {
  /** Requests to the registry at once: some milliseconds pass from each to its answer. */
  private static final int REGISTERING = 3;

  private TopicsAndSchemas() {}

  /**
   * Creates the topics that are missing, and registers every schema that is.
   *
   * @throws dev.thalweg.schemas.UserException where a topic or a schema can't be had
   */
  static void create(Connection connection, Pipeline pipeline, int partitions, short replication) {
    ExecutorService threads =
        Executors.newFixedThreadPool(REGISTERING + 1, TopicsAndSchemas::daemon);
    try {
      CompletableFuture<Void> topics =
          CompletableFuture.runAsync(
              () -> createTopics(connection, pipeline, partitions, replication), threads);
      try (SchemaRegistry registry = connection.openRegistry()) {
        List<CompletableFuture<Void>> all = new ArrayList<>(List.of(topics));
        for (PipelineTopic topic : PipelineTopic.values()) {
          topic
              .schema()
              .ifPresent(
                  schema ->
                      all.add(
                          CompletableFuture.runAsync(
                              () -> register(registry, pipeline.topic(topic), schema), threads)));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void createTopics(
      Connection connection, Pipeline pipeline, int partitions, short replication) {
    try (Admin admin = connection.openAdmin()) {
      List<PipelineTopic> unused = new TopicAdmin(admin, pipeline).create(partitions, replication);
    }
  }

  /** One request where it is there already, with the settings of its subject. */
  private static void register(SchemaRegistry registry, String topic, Schema schema) {
    int unused = registry.idFor(topic, schema);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "topics-and-schemas");
    thread.setDaemon(true);
    return thread;
  }
}
