package dev.thalweg.topics.bounded;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic of one partition from its beginning to its current end, committed records only. It
 * joins no group, so it leaves no trace in the cluster.
 */
public final class TopicScan implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final BoundedRead bounded;

  /** Takes the consumer over, and closes it. */
  public TopicScan(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
    this.bounded = new BoundedRead(consumer, () -> false);
  }

  public static TopicScan open(Connection connection) {
    return new TopicScan(KafkaClients.aloneFromEarliest(connection, ANSWER));
  }

  /**
   * Opens one for a single topic.
   *
   * @throws UserException when the topic can't be read
   */
  public static void read(
      Connection connection,
      String topic,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    read(connection, new TopicPartition(topic, 0), reader);
  }

  /**
   * Opens one for a single partition.
   *
   * @throws UserException when the topic can't be read
   */
  public static void read(
      Connection connection,
      TopicPartition partition,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (TopicScan scan = open(connection)) {
      scan.read(partition, reader);
    }
  }

  /**
   * Hands over every record.
   *
   * @throws UserException when the topic can't be read
   */
  public void read(
      String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    read(new TopicPartition(topic, 0), reader);
  }

  private void read(
      TopicPartition partition,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try {
      consumer.assign(List.of(partition));
      long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
      boolean unused = bounded.read(partition, beginning, end(partition), reader);
    } catch (StalledReadException e) {
      throw e.toUserException();
    } catch (KafkaException e) {
      throw ClientFailure.of("Topic %s can't be read".formatted(partition.topic()), e);
    }
  }

  /**
   * Reads back and forth in a topic.
   *
   * @throws UserException when the topic can't be read
   */
  public <T> T reading(String topic, Function<PartitionTail, T> reader) {
    try {
      return reader.apply(new PartitionTail(consumer, topic, () -> false));
    } catch (StalledReadException e) {
      throw e.toUserException();
    } catch (KafkaException e) {
      throw ClientFailure.of("Topic %s can't be read".formatted(topic), e);
    }
  }

  /** Below which offset everything can be read. */
  public long end(String topic) {
    return end(new TopicPartition(topic, 0));
  }

  private long end(TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
