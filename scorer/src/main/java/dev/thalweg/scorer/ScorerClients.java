package dev.thalweg.scorer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The scorer's Kafka clients. What correctness needs is set over the user's own settings, what is
 * only a good choice under them.
 */
final class ScorerClients {
  private static final int FETCH_BYTES = 4 << 20;
  private static final int BATCH_BYTES = 256 << 10;
  private static final int RETRY_MS = 2;

  private ScorerClients() {}

  /** A member of the scorer's group that commits by hand. */
  static Consumer<byte[], byte[]> images(ScorerConfig config) {
    Map<String, Object> settings = reading(config.connection());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instance());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.group() + "-images");
    // Images that were sent before there was a scorer are scored too.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxBatch());
    // One image is answered at once; only an empty topic waits.
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    return consumer(config.connection(), settings);
  }

  /** A reader without a group, which keeps its position to itself. */
  static Consumer<byte[], byte[]> snapshots(Connection connection, String clientId) {
    return following(connection, clientId + "-snapshots");
  }

  /** As {@link #snapshots}. */
  static Consumer<byte[], byte[]> control(Connection connection, String clientId) {
    return following(connection, clientId + "-control");
  }

  /** The same for somebody who waits for an answer. */
  static Consumer<byte[], byte[]> ring(Connection connection, String clientId) {
    Map<String, Object> settings = followingSettings(connection, clientId + "-ring");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 1_000);
    return consumer(connection, settings);
  }

  private static Consumer<byte[], byte[]> following(Connection connection, String clientId) {
    return consumer(connection, followingSettings(connection, clientId));
  }

  private static Map<String, Object> followingSettings(Connection connection, String clientId) {
    Map<String, Object> settings = reading(connection);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PipelineTopic.MAX_MESSAGE_BYTES);
    // A fetch that waits at the end holds up the next step back; there is one at a time.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }

  /** Latency first: a lone prediction does not wait, and a backlog fills the batches by itself. */
  static Producer<byte[], byte[]> predictions(ScorerConfig config) {
    Map<String, Object> settings = writing(config.connection());
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
    return producer(config.connection(), settings);
  }

  /**
   * For the few alarms and dead letters of snapshots; a broker that is away holds it up briefly.
   */
  static Producer<byte[], byte[]> refusals(Connection connection, String clientId) {
    Map<String, Object> settings = writing(connection);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-refusals");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return producer(connection, settings);
  }

  private static Map<String, Object> reading(Connection connection) {
    Map<String, Object> settings = connection.clientConfig();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  private static Map<String, Object> writing(Connection connection) {
    Map<String, Object> settings = connection.clientConfig();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, PipelineTopic.MAX_MESSAGE_BYTES);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }

  private static Consumer<byte[], byte[]> consumer(
      Connection connection, Map<String, Object> settings) {
    try {
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw cannotBeSetUp(connection, e);
    }
  }

  private static Producer<byte[], byte[]> producer(
      Connection connection, Map<String, Object> settings) {
    try {
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw cannotBeSetUp(connection, e);
    }
  }

  private static UserException cannotBeSetUp(Connection connection, KafkaException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new UserException(
        "The Kafka client can't be set up for %s (%s): check --bootstrap-server and"
                .formatted(connection.bootstrapServer(), cause.getMessage())
            + " --command-config.",
        e);
  }
}
