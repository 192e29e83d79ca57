package dev.thalweg.monitor;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.setting.InternalTopics;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams for the monitor, each with its reason. */
final class MonitorStreamsConfig {
  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int SEGMENT_BYTES = 32 << 20;

  private MonitorStreamsConfig() {}

  /** The group's name, and the begin of the internal topics'. */
  static String applicationId(MonitorConfig config) {
    return config.pipeline().group("monitor");
  }

  static Properties of(MonitorConfig config) {
    Properties p = new Properties();
    p.putAll(config.connection().clientConfig());
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(config));
    p.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // A record passes three transactions before it is in accuracy, so the interval is felt thrice.
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, MonitorConfig.COMMIT_INTERVAL.toMillis());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // There is no global table; unset, it is warned of at every start. Its constant is deprecated.
    p.put("processing.exception.handler.global.enabled", true);
    // Room for what changes within a commit at full speed; eviction would only log it sooner.
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
    p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 4_000);
    p.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instance());
    p.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    p.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    p.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    p.put(consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), 1 << 20);
    // A refused record goes to dead-letters as it came, whatever its size.
    p.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), PipelineTopic.MAX_MESSAGE_BYTES);
    p.put(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    p.put(
        producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        Math.toIntExact(config.transactionTimeout().toMillis()));
    InternalTopics.settle(p, InternalTopics.quicklyCompacted(SEGMENT_BYTES));
    KafkaClients.settleStreams(config.connection(), p);
    return p;
  }
}
