package dev.thalweg.trainer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** The topics that learners read and write, and the offset at which their group begins. */
final class LearnerTopics {
  private static final List<PipelineTopic> WRITTEN =
      List.of(
          PipelineTopic.TRAINING,
          PipelineTopic.SNAPSHOTS,
          PipelineTopic.JOURNAL,
          PipelineTopic.ALARMS,
          PipelineTopic.DEAD_LETTERS);
  private static final List<PipelineTopic> EXCHANGED =
      List.of(PipelineTopic.CONTRIBUTIONS, PipelineTopic.MERGES, PipelineTopic.MERGED_WEIGHTS);
  private static final Duration GROUP_TIMEOUT = Duration.ofSeconds(30); // longer than a session

  private final Connection connection;
  private final Pipeline pipeline;

  LearnerTopics(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /**
   * Checks the topics, sets the group's first offsets, and returns how many partitions of samples
   * there are.
   *
   * @throws UserException when the topics are not there or not as needed
   */
  int prepare() {
    try (Admin admin = connection.openAdmin()) {
      TopicAdmin topics = new TopicAdmin(admin, pipeline);
      int partitions = topics.requireReadable(PipelineTopic.SAMPLES, PipelineTopic.JOURNAL);
      boolean several = partitions > 1;
      if (several) {
        int unused = topics.requireReadable(EXCHANGED.toArray(PipelineTopic[]::new));
      }
      int unused = topics.requireWritable(written(several).toArray(PipelineTopic[]::new));
      requireAsMany(partitions, topics.partitions(Trainer.changelog(pipeline)));
      for (int partition = 0; partition < partitions; partition++) {
        commitFirstOffset(
            admin,
            new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), partition),
            Trainer.group(pipeline));
      }
      return partitions;
    }
  }

  /**
   * What learners write, without the topics of Kafka Streams.
   *
   * @param several whether there are several, which exchange what they have learned
   */
  static List<PipelineTopic> written(boolean several) {
    List<PipelineTopic> written = new ArrayList<>(WRITTEN);
    if (several) {
      written.addAll(EXCHANGED);
    }
    return written;
  }

  private void requireAsMany(int partitions, OptionalInt learners) {
    if (learners.isPresent() && learners.getAsInt() != partitions) {
      throw new UserException(
          ("%s has %d partitions now, and the trainer began with %d: every learner has one of its"
                  + " own, and ids have moved between them. Use another --pipeline to begin anew"
                  + " with as many as you need.")
              .formatted(pipeline.topic(PipelineTopic.SAMPLES), partitions, learners.getAsInt()));
    }
  }

  /**
   * The source has no offset reset, so a group without an offset is given the beginning of the log.
   * That is right at the first start, and harmless when an old group has lost its offsets: the
   * learner drops what its state has consumed already.
   */
  private static void commitFirstOffset(Admin admin, TopicPartition partition, String group) {
    long deadline = System.nanoTime() + GROUP_TIMEOUT.toNanos();
    try {
      while (!hasOffset(admin, partition, group) && !setFirstOffset(admin, partition, group)) {
        if (System.nanoTime() > deadline) {
          throw new UserException(
              "Group %s has members and no offset of %s: stop its other trainers and start again."
                  .formatted(group, partition));
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (ExecutionException e) {
      throw ClientFailure.of("The offsets of group %s can't be set up".formatted(group), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while setting up group " + group + ".", e);
    }
  }

  /**
   * False where the group has members: another trainer, started at the same time, which sets it up;
   * or one that is gone, whose session has yet to end.
   */
  private static boolean setFirstOffset(Admin admin, TopicPartition partition, String group)
      throws ExecutionException, InterruptedException {
    long beginning =
        admin
            .listOffsets(Map.of(partition, OffsetSpec.earliest()))
            .partitionResult(partition)
            .get()
            .offset();
    try {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(beginning)))
          .partitionResult(partition)
          .get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasOffset(Admin admin, TopicPartition partition, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return committed.get(partition) != null;
  }
}
