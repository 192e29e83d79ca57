package dev.thalweg.producer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.topics.KafkaClients;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The Kafka settings of the streams. A user's own win, except for acks, idempotence and the
 * serializers: without the first two a retry could reorder or repeat records, and the order of the
 * log is what the model is a function of.
 */
final class ProducerSettings {
  private static final int DELIVERY_TIMEOUT_MS = 30_000;
  private static final int REQUEST_TIMEOUT_MS = 10_000;
  private static final int MAX_BLOCK_MS = 10_000;

  private ProducerSettings() {}

  /** For throughput: large compressed batches, four times the rate of Kafka's defaults. */
  static Map<String, Object> forSamples(Connection connection) {
    return settings(connection, 10, 256 * 1024);
  }

  /** For latency: an example waits at most a millisecond for company. */
  static Map<String, Object> forExamples(Connection connection) {
    return settings(connection, 1, 64 * 1024);
  }

  private static Map<String, Object> settings(Connection connection, int lingerMs, int batchBytes) {
    Map<String, Object> settings = connection.clientConfig();
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes);
    KafkaClients.outlast(connection.patience(), settings, "");
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    if (!settings.containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)
        && !settings.containsKey(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
      // Kafka refuses a delivery timeout below linger plus request timeout: ours only as a pair.
      settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
      settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    }
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG); // the streams write in none
    return settings;
  }

  /** Opens a producer, or says in one sentence which setting is wrong. */
  static Producer<byte[], byte[]> open(Connection connection, Map<String, Object> settings) {
    return KafkaClients.producer(connection, settings);
  }
}
