package dev.thalweg.topics;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic of one partition from its beginning to its current end, committed records only. It
 * joins no group, so it leaves no trace in the cluster.
 */
public final class TopicScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** Half a minute without headway. */
  private static final int IDLE_POLLS_MAX = 60;

  private final Consumer<byte[], byte[]> consumer;

  /** Takes the consumer over, and closes it. */
  public TopicScan(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  public static TopicScan open(Connection connection) {
    Map<String, Object> config = connection.clientConfig();
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest"); // what compaction removes meanwhile is not missed
    config.put("allow.auto.create.topics", "false");
    config.put("default.api.timeout.ms", "15000");
    config.put("request.timeout.ms", "10000");
    return new TopicScan(
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /**
   * Hands over every record.
   *
   * @throws UserException when the topic can't be read
   */
  public void read(
      String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = end(partition);
      long position = consumer.position(partition);
      for (int idle = 0; position < end; ) {
        consumer.poll(POLL).forEach(reader);
        long reached = consumer.position(partition);
        idle = reached == position ? idle + 1 : 0;
        position = reached;
        if (idle == IDLE_POLLS_MAX) {
          throw new TimeoutException("no headway at offset " + position);
        }
      }
    } catch (KafkaException e) {
      throw new UserException(
          "Topic %s can't be read (%s): check the broker and --command-config."
              .formatted(topic, e.getMessage()),
          e);
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
