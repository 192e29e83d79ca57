package dev.thalweg.scorer;

import dev.thalweg.topics.KafkaClients;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The scorer's Kafka clients. What correctness needs is set over the user's own settings, what is
 * only a good choice under them.
 */
final class ScorerClients {
  private static final int FETCH_BYTES = 4 << 20;

  /** As much as is fetched: the system takes the next answer in while images are scored. */
  private static final int RECEIVE_BYTES = FETCH_BYTES;

  private static final int BATCH_BYTES = 256 << 10;
  private static final int RETRY_MS = 2;

  private ScorerClients() {}

  /** A member of the scorer's group that commits by hand. */
  static Consumer<byte[], byte[]> images(ScorerConfig config) {
    Map<String, Object> settings = KafkaClients.reading(config.connection());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instance());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.group() + "-examples");
    // Images that were sent before there was a scorer are scored too.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxBatch());
    // One image is answered at once; only an empty topic waits.
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BYTES);
    settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    return KafkaClients.consumer(config.connection(), settings);
  }

  /** Latency first: a lone prediction does not wait, and a backlog fills the batches by itself. */
  static Producer<byte[], byte[]> predictions(ScorerConfig config) {
    Map<String, Object> settings = KafkaClients.writing(config.connection());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.group() + "-predictions");
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config
        .guarantee()
        .transactionTimeout()
        .ifPresent(
            timeout -> {
              // The instance's own, so that its next start ends what it has left open.
              String id = config.group() + "-" + config.instance();
              settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
              settings.putIfAbsent(
                  ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(timeout.toMillis()));
              // The broker answers the first request of a transaction with "not yet" while it is
              // still closing the one before, which takes milliseconds; the default is 100 ms.
              settings.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_MS);
            });
    return KafkaClients.producer(config.connection(), settings);
  }
}
