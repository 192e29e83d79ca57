package dev.thalweg.topics.bounded;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What hides what was committed behind it: transactions that nobody has decided yet. */
public final class OpenTransactions {
  /** Longer than any transaction timeout that the trainer uses. */
  private static final int UNDECIDED_MAX_S = 150;

  private static final long ASK_EVERY_MS = 200;

  private OpenTransactions() {}

  /**
   * Waits until no transaction is open on these topics: what a dead trainer left open hides what
   * was committed after it.
   *
   * @throws UserException when one stays open for 150 s
   */
  public static void awaitDecided(Connection connection, List<String> topics) {
    try (Admin admin = connection.openAdmin()) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(of -> partitions.add(new TopicPartition(topic.name(), of.partition())));
      }
      awaitDecided(admin, partitions);
    } catch (ExecutionException e) {
      throw ClientFailure.of("The topics %s can't be read".formatted(topics), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while waiting for open transactions.", e);
    }
  }

  /** The same of a single partition. */
  public static void awaitDecided(Connection connection, TopicPartition partition) {
    try (Admin admin = connection.openAdmin()) {
      awaitDecided(admin, List.of(partition));
    } catch (ExecutionException e) {
      throw ClientFailure.of("Topic %s can't be read".formatted(partition.topic()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while waiting for open transactions.", e);
    }
  }

  private static void awaitDecided(Admin admin, List<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(UNDECIDED_MAX_S);
    for (TopicPartition partition : partitions) {
      while (end(admin, partition, IsolationLevel.READ_COMMITTED)
          < end(admin, partition, IsolationLevel.READ_UNCOMMITTED)) {
        if (System.nanoTime() > deadline) {
          throw new UserException(
              "A transaction on %s stays open: stop its writer, the trainer, first."
                  .formatted(partition.topic()));
        }
        TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MS);
      }
    }
  }

  private static long end(Admin admin, TopicPartition partition, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
