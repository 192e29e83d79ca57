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
import org.apache.kafka.clients.admin.Admin;

/**
 * A pipeline's topics and the schemas of their records, as they have to be before anything works on
 * it: every service of an embedded stack begins with this, a trainer that was killed too.
 */
final class TopicsAndSchemas {
  /** Requests to the registry at once: some milliseconds pass from each to its answer. */
  private static final int REGISTERING = 3;

  private TopicsAndSchemas() {}

  /**
   * Creates the topics that are missing, and registers every schema that is, at the same time.
   *
   * @throws dev.thalweg.schemas.UserException where a topic or a schema can't be had
   */
  static void create(Connection connection, Pipeline pipeline, int partitions, short replication) {
    List<Runnable> tasks = new ArrayList<>();
    tasks.add(() -> createTopics(connection, pipeline, partitions, replication));
    tasks.add(() -> registerSchemas(connection, pipeline));
    runAtOnce(tasks, tasks.size());
  }

  private static void createTopics(
      Connection connection, Pipeline pipeline, int partitions, short replication) {
    try (Admin admin = connection.openAdmin()) {
      List<PipelineTopic> unused = new TopicAdmin(admin, pipeline).create(partitions, replication);
    }
  }

  /**
   * Registers every schema that is missing.
   *
   * @throws dev.thalweg.schemas.UserException where one can't be had
   */
  static void registerSchemas(Connection connection, Pipeline pipeline) {
    try (SchemaRegistry registry = connection.openRegistry()) {
      List<Runnable> tasks = new ArrayList<>();
      for (PipelineTopic topic : PipelineTopic.values()) {
        topic
            .schema()
            .ifPresent(schema -> tasks.add(() -> registry.idFor(pipeline.topic(topic), schema)));
      }
      runAtOnce(tasks, REGISTERING);
    }
  }

  private static void runAtOnce(List<Runnable> tasks, int threadCount) {
    ExecutorService threads = Executors.newFixedThreadPool(threadCount, TopicsAndSchemas::daemon);
    try {
      CompletableFuture.allOf(
              tasks.stream()
                  .map(task -> CompletableFuture.runAsync(task, threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "topics-and-schemas");
    thread.setDaemon(true);
    return thread;
  }
}
