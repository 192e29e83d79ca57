package dev.thalweg.integration.stack;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.topics.creation.TopicCreation;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker and a registry, which all tests of a run share, each with pipelines of its own; and what
 * can befall the broker. It keeps its addresses and its data whatever befalls it.
 */
public interface TestStack {
  /** How to reach both. */
  Connection connection();

  /** Makes a pipeline's topics, of one partition each, and registers their schemas. */
  default void createTopics(Pipeline pipeline) {
    createTopics(pipeline, 1);
  }

  /** The same with so many partitions of those that are spread. */
  default void createTopics(Pipeline pipeline, int partitions) {
    try (Admin admin = connection().openAdmin();
        SchemaRegistry registry = connection().openRegistry()) {
      new TopicCreation(admin, pipeline).create(partitions, (short) 1);
      for (PipelineTopic topic : PipelineTopic.values()) {
        topic.schema().ifPresent(schema -> registry.register(pipeline.topic(topic), schema));
      }
    }
  }

  /** The home folder of the processes that use it; it goes when the stack does. */
  Path home();

  /** SIGTERM, and a start. */
  default void restart() {
    goAway();
    comeBack();
  }

  /** SIGTERM: the broker, and the registry if it goes with it, are gone until {@link #comeBack}. */
  void goAway();

  void comeBack();

  /** The registry stands still until {@link #thawRegistry}. */
  void freezeRegistry();

  void thawRegistry();

  /** kill -9 for the broker, and a start. */
  void killBrokerAndRestart();

  /** The broker stands still until {@link #thawBroker}. */
  void freezeBroker();

  void thawBroker();
}
