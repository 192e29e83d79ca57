package dev.thalweg.snapshots.serving;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The Kafka clients of those who follow snapshots. */
public final class FollowerClients {
  private FollowerClients() {}

  /** A reader without a group, which keeps its position to itself. */
  public static Consumer<byte[], byte[]> snapshots(Connection connection, String clientId) {
    return following(connection, clientId + "-snapshots");
  }

  /** As {@link #snapshots}. */
  public static Consumer<byte[], byte[]> control(Connection connection, String clientId) {
    return following(connection, clientId + "-control");
  }

  /** The same for somebody who waits for an answer. */
  public static Consumer<byte[], byte[]> ring(Connection connection, String clientId) {
    return following(connection, clientId + "-ring", Duration.ofSeconds(1));
  }

  private static Consumer<byte[], byte[]> following(Connection connection, String clientId) {
    return following(connection, clientId, Duration.ofSeconds(10));
  }

  private static Consumer<byte[], byte[]> following(
      Connection connection, String clientId, Duration answer) {
    Map<String, Object> settings = KafkaClients.alone(connection, answer);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PipelineTopic.MAX_MESSAGE_BYTES);
    // A fetch that waits at the end holds up the next step back; there is one at a time.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    return KafkaClients.consumer(connection, settings);
  }

  /**
   * For the few alarms and dead letters of snapshots; a broker that is away holds it up briefly.
   */
  public static Producer<byte[], byte[]> refusals(Connection connection, String clientId) {
    Map<String, Object> settings = KafkaClients.writing(connection);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-refusals");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return KafkaClients.producer(connection, settings);
  }
}
