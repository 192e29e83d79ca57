package dev.thalweg.trainer;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.restoreConsumerPrefix;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.setting.InternalTopics;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.topology.LearnerTopology;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams for the trainer, each with its reason; public so that the benchmark
 * of what exactly-once costs differs from the trainer in nothing else.
 */
public final class TrainerStreamsConfig {

  private static final int SEGMENT_BYTES = 32 << 20;
  private static final int RESTORE_FETCH_BYTES = 16 << 20;

  /** A state has parameters, two moments and an average, and of several learners the base's two. */
  private static final int VECTORS_MAX = 7;

  private static final int BYTES_PER_MS = 20_000;

  private static final int RETRY_MS = 10;

  private TrainerStreamsConfig() {}

  public static Properties of(TrainerConfig config, String applicationId) {
    int blobBytes = LearnerTopology.stateRecordBytesMax(config.learner());
    int requestBytes = Math.max(PipelineTopic.MAX_MESSAGE_BYTES, blobBytes);
    Properties p = new Properties();
    p.putAll(config.connection().clientConfig());
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, LearnerTopology.COMMIT_INTERVAL_MS);
    // A learner for each partition, and no more threads than can run at once.
    p.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG,
        Math.min(config.learner().rounds().learners(), Runtime.getRuntime().availableProcessors()));
    // A second trainer keeps the state at hand, so that a takeover neither restores nor relearns.
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
    p.put(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG, TrainerClients.class);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 4_000);
    p.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instance());
    p.put(
        mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        Math.toIntExact(config.sessionTimeout().toMillis()));
    // A standby hears by its heartbeat that it has to take over.
    p.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
    // They are unpacked while what was handed over before, some hundreds, is learned.
    p.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1_000);
    // Beginning a task may read the log back for a while.
    p.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 900_000);
    // An answer fits into the socket's buffer, where it is complete before it is asked for.
    p.put(mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 2 << 20);
    p.put(consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), 4 << 20);
    // Many blobs at once: one by one, what is not compacted yet takes a second to restore.
    p.put(
        restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        Math.max(requestBytes, RESTORE_FETCH_BYTES));
    p.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), requestBytes);
    // A start asks again so soon whether the dead one's transaction is ended; then twice as late.
    if (!p.containsKey(ProducerConfig.RETRY_BACKOFF_MS_CONFIG)) {
      p.putIfAbsent(producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), RETRY_MS);
    }
    // Not compressed: float32 do not shrink (lz4 makes 98 % of a state, in 4 ms of each commit).
    // Changes nothing that is learned, so users who know their cluster better may set it.
    if (!p.containsKey(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG)) {
      p.putIfAbsent(
          producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
          Math.toIntExact(config.transactionTimeout().plus(writing(config.learner())).toMillis()));
    }
    // A restore would read a gigabyte of old blobs otherwise.
    InternalTopics.settle(
        p, InternalTopics.quicklyCompacted(Math.max(SEGMENT_BYTES, 4 * blobBytes)));
    KafkaClients.settleStreams(config.connection(), p);
    return p;
  }

  /** What a state and a snapshot in parts take to be written, at 20 MB a second. */
  private static Duration writing(LearnerConfig config) {
    return config.isParted()
        ? Duration.ofMillis((long) VECTORS_MAX * Float.BYTES * parameters(config) / BYTES_PER_MS)
        : Duration.ZERO;
  }

  private static int parameters(LearnerConfig config) {
    return config.architecture().parameterCount();
  }
}
