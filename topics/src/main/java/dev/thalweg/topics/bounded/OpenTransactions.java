package dev.thalweg.topics.bounded;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.topics.ClientFailure;
import java.time.Duration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What hides what was committed behind it: transactions that nobody has decided yet. */
public final class OpenTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);

  /** Longer than any transaction timeout that the trainer sets by itself. */
  static final Duration UNDECIDED_MAX = Duration.ofSeconds(150);

  /** Longer than a commit takes. */
  static final Duration SILENT = Duration.ofSeconds(5);

  private static final long ASK_EVERY_MS = 200;

  /** What is asked for again and again, and the time between. */
  interface Broker {
    /** The offset behind what a reader can see. */
    long end(TopicPartition partition, IsolationLevel isolation)
        throws ExecutionException, InterruptedException;

    /** As {@code System.nanoTime} tells it. */
    long nanoTime();

    void pause() throws InterruptedException;

    /** Told once that somebody is waited for, and once that it is over. */
    void tell(String sentence);
  }

  private OpenTransactions() {}

  /**
   * Waits until no transaction is open on these topics: what a dead trainer left open hides what
   * was committed after it.
   *
   * @throws UserException when one stays open for 150 s, or for as long as the connection waits for
   *     its cluster where that is longer
   */
  public static void awaitDecided(Connection connection, List<String> topics) {
    try (Admin admin = connection.openAdmin()) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(of -> partitions.add(new TopicPartition(topic.name(), of.partition())));
      }
      awaitDecided(asking(admin), partitions, atMost(connection));
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
      awaitDecided(asking(admin), List.of(partition), atMost(connection));
    } catch (ExecutionException e) {
      throw ClientFailure.of("Topic %s can't be read".formatted(partition.topic()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while waiting for open transactions.", e);
    }
  }

  private static Duration atMost(Connection connection) {
    Duration patience = connection.patience().atMost();
    return patience.compareTo(UNDECIDED_MAX) > 0 ? patience : UNDECIDED_MAX;
  }

  static void awaitDecided(Broker broker, List<TopicPartition> partitions, Duration atMost)
      throws ExecutionException, InterruptedException {
    long beganNs = broker.nanoTime();
    boolean told = false;
    for (TopicPartition partition : partitions) {
      while (broker.end(partition, IsolationLevel.READ_COMMITTED)
          < broker.end(partition, IsolationLevel.READ_UNCOMMITTED)) {
        long waitedNs = broker.nanoTime() - beganNs;
        if (waitedNs > atMost.toNanos()) {
          throw new UserException(
              "A transaction on %s stays open: stop its writer, the trainer, first."
                  .formatted(partition.topic()));
        }
        if (!told && waitedNs >= SILENT.toNanos()) {
          told = true;
          broker.tell(
              "Waiting up to %s for the end of a transaction on %s, which another trainer has left open."
                  .formatted(Patience.text(atMost), partition));
        }
        broker.pause();
      }
    }
    if (told) {
      broker.tell("The transaction has ended, and work goes on.");
    }
  }

  private static Broker asking(Admin admin) {
    return new Broker() {
      @Override
      public long end(TopicPartition partition, IsolationLevel isolation)
          throws ExecutionException, InterruptedException {
        return admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
            .partitionResult(partition)
            .get()
            .offset();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MS);
      }

      @Override
      public void tell(String sentence) {
        LOG.warn(sentence);
      }
    };
  }
}
