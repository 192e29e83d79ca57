package dev.thalweg.cli.chaos;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.trainer.Trainer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** Asks the group which of its members has the samples. */
final class ActiveTrainer implements AutoCloseable {
  private static final long ANSWER_MAX_S = 5;

  private final Admin admin;
  private final String group;
  private final TopicPartition samples;

  ActiveTrainer(Connection connection, Pipeline pipeline) {
    this.admin = connection.openAdmin();
    this.group = Trainer.group(pipeline);
    this.samples = new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), 0);
  }

  /** The member's instance id; empty in the middle of a rebalance, or without an answer. */
  Optional<String> instance() {
    try {
      return admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get(ANSWER_MAX_S, TimeUnit.SECONDS)
          .members()
          .stream()
          .filter(member -> member.assignment().topicPartitions().contains(samples))
          .findFirst()
          .flatMap(member -> member.groupInstanceId());
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
