package dev.thalweg.cli.cluster;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the topics of a pipeline reach, and how far its trainer is behind. */
public final class Offsets implements AutoCloseable {
  private final Admin admin;
  private final Pipeline pipeline;

  public Offsets(Connection connection, Pipeline pipeline) {
    this.admin = connection.openAdmin();
    this.pipeline = pipeline;
  }

  /** The offset after the last committed record of a topic with one partition. */
  public long end(PipelineTopic topic) {
    TopicPartition partition = new TopicPartition(pipeline.topic(topic), 0);
    return get(admin
            .listOffsets(
                Map.of(partition, OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .partitionResult(partition))
        .offset();
  }

  /** Samples that no committed transaction of the trainer has consumed yet. */
  public long trainerLag() {
    TopicPartition samples = new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), 0);
    OffsetAndMetadata committed =
        get(admin
                .listConsumerGroupOffsets(pipeline.group("trainer"))
                .partitionsToOffsetAndMetadata())
            .get(samples);
    return end(PipelineTopic.SAMPLES) - (committed == null ? 0 : committed.offset());
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw ClientFailure.of("The broker's offsets can't be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while asking the broker for its offsets.", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
