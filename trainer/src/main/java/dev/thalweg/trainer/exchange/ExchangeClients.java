package dev.thalweg.trainer.exchange;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The exchange's clients of Kafka. */
final class ExchangeClients {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Of a snapshot that is written, 20 MB a second at the least. */
  private static final int PARAMETERS_PER_MS = 5_000;

  private ExchangeClients() {}

  /** For contributions, merges and merged weights. */
  static Consumer<byte[], byte[]> reading(ExchangeConfig config) {
    Map<String, Object> settings = KafkaClients.alone(config.connection(), ANSWER);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.clientId() + "-exchange");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PipelineTopic.MAX_MESSAGE_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    settings.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
    return KafkaClients.consumer(config.connection(), settings);
  }

  /** Weights do not shrink, and somebody waits for them. */
  static Producer<byte[], byte[]> writing(ExchangeConfig config) {
    Map<String, Object> settings = KafkaClients.writing(config.connection());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId() + "-exchange");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.SEND_BUFFER_CONFIG, 1 << 20);
    return KafkaClients.producer(config.connection(), settings);
  }

  /** Of the averager's transactional id. */
  static Producer<byte[], byte[]> snapshots(ExchangeConfig config) {
    Map<String, Object> settings = KafkaClients.writing(config.connection());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId() + "-averager");
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.transactionalId());
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // An averager that was killed holds up what can be read of snapshots for so long.
    int writingMs = config.learner().architecture().parameterCount() / PARAMETERS_PER_MS;
    settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000 + writingMs);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
    settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return KafkaClients.producer(config.connection(), settings);
  }
}
