package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.PipelineTopic;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The gate's Kafka clients. What correctness needs is set over the user's own settings, what is
 * only a good choice under them.
 */
final class GateClients {
  private GateClients() {}

  /**
   * A member of the gates' group. Not a static one: a gate that closes leaves, and another one
   * takes over at once. Sticky: a scorer that joins takes nothing from the one that holds the
   * office.
   */
  static Consumer<byte[], byte[]> member(GateConfig config) {
    Map<String, Object> settings = reading(config);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.clientId("member"));
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"); // nothing is read
    settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    return consumer(settings);
  }

  /** For images and labels. */
  static Consumer<byte[], byte[]> labels(GateConfig config) {
    Map<String, Object> settings = reading(config);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.clientId("labels"));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // what retention leaves
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    return consumer(settings);
  }

  /** Of the gates' transactional id. */
  static Producer<byte[], byte[]> decisions(GateConfig config) {
    Map<String, Object> settings = config.connection().clientConfig();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId("decisions"));
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.group());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, PipelineTopic.MAX_MESSAGE_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // A gate that was killed holds up what can be read of snapshots for so long, if none succeeds.
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<String, Object> reading(GateConfig config) {
    Map<String, Object> settings = config.connection().clientConfig();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
