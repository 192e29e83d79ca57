package dev.thalweg.cli.cluster;

import dev.thalweg.cli.tasks.SideBySide;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.topics.creation.TopicCreation;
import java.util.ArrayList;
import java.util.List;
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
    SideBySide.run(tasks);
  }

  private static void createTopics(
      Connection connection, Pipeline pipeline, int partitions, short replication) {
    try (Admin admin = connection.openAdmin()) {
      List<PipelineTopic> unused =
          new TopicCreation(admin, pipeline).create(partitions, replication);
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
      SideBySide.run(tasks, REGISTERING);
    }
  }
}
