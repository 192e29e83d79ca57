package dev.thalweg.streams;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.setting.InternalTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams for a service that moves many small records exactly once.
 *
 * @param applicationId the group's name, and the begin of the internal topics'
 * @param instance the name under which this process is a static member of its group: the same after
 *     a restart, never the same for two processes
 * @param stateDir a folder of this instance's own
 * @param transactionTimeout how long the broker lets a dead instance's transaction block its
 *     successor of another name and its readers; longer than the commit interval of 200 ms
 */
public record StreamsSettings(
    Connection connection,
    String applicationId,
    String instance,
    Path stateDir,
    Duration transactionTimeout) {

  /** A record passes several transactions on its way, so the interval is felt as often. */
  public static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);

  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int SEGMENT_BYTES = 32 << 20;

  /** Checks the time limit. */
  public StreamsSettings {
    checkTransactionTimeout(transactionTimeout);
  }

  /**
   * Checks a time limit.
   *
   * @throws UserException where transactions or brokers don't go with it
   */
  public static void checkTransactionTimeout(Duration timeout) {
    if (timeout.compareTo(COMMIT_INTERVAL.multipliedBy(3)) < 0
        || timeout.compareTo(Duration.ofMinutes(15)) > 0) {
      throw new UserException(
          "The transaction timeout is %s; give it between 1 s and 15 min, the broker's usual limit."
              .formatted(timeout));
    }
  }

  /** By Kafka's names, each with its reason. */
  public Properties properties() {
    Properties p = new Properties();
    p.putAll(connection.clientConfig());
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // There is no global table; unset, it is warned of at every start. Its constant is deprecated.
    p.put("processing.exception.handler.global.enabled", true);
    // Room for what changes within a commit at full speed; eviction would only log it sooner.
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
    p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 4_000);
    p.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
    p.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    p.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    p.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    p.put(consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), 1 << 20);
    // A refused record goes to dead-letters as it came, whatever its size.
    p.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), PipelineTopic.MAX_MESSAGE_BYTES);
    p.put(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    if (!p.containsKey(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG)) { // a user's wins
      p.putIfAbsent(
          producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
          Math.toIntExact(transactionTimeout.toMillis()));
    }
    InternalTopics.settle(p, InternalTopics.quicklyCompacted(SEGMENT_BYTES));
    KafkaClients.settleStreams(connection, p);
    return p;
  }
}
