package dev.thalweg.scorer.gate;

import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The gate's Kafka clients. What correctness needs is set over the user's own settings, what is
 * only a good choice under them.
 */
final class GateClients {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private GateClients() {}

  /**
   * A member of the gates' group. Not a static one: a gate that closes leaves, and another one
   * takes over at once. Sticky: a scorer that joins takes nothing from the one that holds the
   * office.
   */
  static Consumer<byte[], byte[]> member(GateConfig config) {
    Map<String, Object> settings = KafkaClients.alone(config.connection(), ANSWER);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.clientId("member"));
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"); // nothing is read
    settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    return KafkaClients.consumer(config.connection(), settings);
  }

  /** For examples and labels. */
  static Consumer<byte[], byte[]> labels(GateConfig config) {
    Map<String, Object> settings = KafkaClients.alone(config.connection(), ANSWER);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.clientId("labels"));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // what retention leaves
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    return KafkaClients.consumer(config.connection(), settings);
  }

  /** Of the gates' transactional id. */
  static Producer<byte[], byte[]> decisions(GateConfig config) {
    Map<String, Object> settings = KafkaClients.writing(config.connection());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId("decisions"));
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.group());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // A gate that was killed holds up what can be read of snapshots for so long, if none succeeds.
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
    settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return KafkaClients.producer(config.connection(), settings);
  }
}
