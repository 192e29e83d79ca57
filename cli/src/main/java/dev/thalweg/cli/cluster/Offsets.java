package dev.thalweg.cli.cluster;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.log.DecidedState;
import dev.thalweg.trainer.log.LoggedState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the topics of a pipeline reach, and how far its trainer is behind. */
public final class Offsets implements AutoCloseable {
  private final Connection connection;
  private final Admin admin;
  private final Pipeline pipeline;

  public Offsets(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.admin = connection.openAdmin();
    this.pipeline = pipeline;
  }

  /** How many partitions a topic has. */
  public int partitions(PipelineTopic topic) {
    return partitions(pipeline.topic(topic));
  }

  private int partitions(String topic) {
    return get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().size();
  }

  /** The sum over its partitions of the offset after the last committed record. */
  public long end(PipelineTopic topic) {
    return ends(pipeline.topic(topic)).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** The offset after the last committed record of each partition of any topic, by its number. */
  public long[] endByPartition(String topic) {
    long[] ends = new long[partitions(topic)];
    ends(topic).forEach((partition, end) -> ends[partition.partition()] = end.offset());
    return ends;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(String topic) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < partitions(topic); partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return get(
        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
  }

  /** Samples that no committed transaction of the trainer has consumed yet. */
  public long trainerLag() {
    return lag("trainer", pipeline.topic(PipelineTopic.SAMPLES));
  }

  /**
   * Records of a topic that no committed transaction of a service has consumed yet.
   *
   * @param service such as {@code ingest}
   */
  public long lag(String service, String topic) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(
            admin
                .listConsumerGroupOffsets(pipeline.group(service))
                .partitionsToOffsetAndMetadata());
    long lag = 0;
    for (var end : ends(topic).entrySet()) {
      OffsetAndMetadata consumed = committed.get(end.getKey());
      lag += end.getValue().offset() - (consumed == null ? 0 : consumed.offset());
    }
    return lag;
  }

  /**
   * The oldest offset of samples that the learner of each partition reads when it starts again;
   * without those that have committed nothing yet, or whose states this user may not see.
   */
  public SortedMap<Integer, Long> neededByTrainer() {
    SortedMap<Integer, Long> needed = new TreeMap<>();
    String states = Trainer.changelog(pipeline);
    if (get(admin.listTopics().names()).contains(states)) {
      for (int partition = 0; partition < partitions(PipelineTopic.SAMPLES); partition++) {
        int learner = partition;
        DecidedState.read(connection, new TopicPartition(states, partition))
            .map(LoggedState::value)
            .map(FoldState::fromBytes)
            .ifPresent(state -> needed.put(learner, state.firstNeeded()));
      }
    }
    return needed;
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
