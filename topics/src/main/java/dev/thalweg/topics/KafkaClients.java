package dev.thalweg.topics;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.ClientSettings;
import dev.thalweg.schemas.access.Overruled;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.topics.stepping.SkippedOffsets;
import dev.thalweg.topics.stepping.SteppingConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's plain clients of bytes, as every service reads and writes its topics. What correctness
 * needs is set over the user's own settings, what is only a good choice under them.
 */
public final class KafkaClients {
  private static final int REQUEST_MS_MAX = 10_000;
  private static final String PRODUCER_PREFIX = "producer.";
  private static final Duration BEYOND_PATIENCE = Duration.ofSeconds(60);

  /** Of Kafka Streams: how long a task may meet nothing but timeouts. */
  private static final String TASK_TIMEOUT = "task.timeout.ms";

  /** Of a user's settings, what Kafka Streams decides with exactly-once. */
  private static final List<String> STREAMS_OWN =
      List.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG);

  private KafkaClients() {}

  /** Settings of a consumer that sees committed records only and commits by hand. */
  public static Map<String, Object> reading(Connection connection) {
    Map<String, Object> settings = connection.clientConfig();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  /**
   * Settings of a reader without a group, which keeps its position to itself and so leaves no trace
   * in the cluster.
   *
   * @param answer how long the broker is waited for, when it is asked for offsets
   */
  public static Map<String, Object> alone(Connection connection, Duration answer) {
    Map<String, Object> settings = reading(connection);
    int answerMs = Math.toIntExact(answer.toMillis());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, answerMs);
    settings.putIfAbsent(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(answerMs, REQUEST_MS_MAX));
    return settings;
  }

  /** A reader of {@link #alone} that goes on with what there is where its next record is gone. */
  public static Consumer<byte[], byte[]> aloneFromEarliest(Connection connection, Duration answer) {
    Map<String, Object> settings = alone(connection, answer);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return consumer(connection, settings);
  }

  /** Settings of an idempotent producer of records as large as our topics take. */
  public static Map<String, Object> writing(Connection connection) {
    Map<String, Object> settings = connection.clientConfig();
    settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG); // who needs one has its own
    settings.remove(ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, PipelineTopic.MAX_MESSAGE_BYTES);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    outlast(connection.patience(), settings, "");
    return settings;
  }

  /**
   * Has a producer try for longer than a broker is waited for, where nobody sets how long: then it
   * never gives up what it has, and an outage leaves no trace in what is written.
   *
   * @param prefix what Kafka Streams puts in front of a producer's settings, or nothing
   */
  public static void outlast(
      Patience patience, Map<? super String, Object> settings, String prefix) {
    if (!patience.isAny()) {
      return;
    }
    int waitMs = Math.toIntExact(patience.atMost().plus(BEYOND_PATIENCE).toMillis());
    for (String name :
        List.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ProducerConfig.MAX_BLOCK_MS_CONFIG)) {
      if (!settings.containsKey(name)) {
        settings.putIfAbsent(prefix + name, waitMs);
      }
    }
  }

  /**
   * A consumer with these settings, which are made to fit one another; says once what is used in
   * place of the user's. It reads on where a record does not fit into memory, if that is recorded.
   *
   * @throws UserException where it can't be set up
   */
  public static Consumer<byte[], byte[]> consumer(
      Connection connection, Map<String, Object> settings) {
    ClientSettings.settleConsumer(settings);
    Overruled.warn(connection.clientConfig(), settings);
    try {
      SteppingConsumer made = new SteppingConsumer(settings);
      made.steppingOver(SkippedOffsets.recorded(connection));
      return made;
    } catch (KafkaException | IllegalArgumentException e) {
      throw connection.cannotBeSetUp(e);
    }
  }

  /**
   * A producer with these settings, as {@link #consumer}.
   *
   * @throws UserException where it can't be set up
   */
  public static Producer<byte[], byte[]> producer(
      Connection connection, Map<String, Object> settings) {
    ClientSettings.settleProducer(settings);
    Overruled.warn(connection.clientConfig(), settings);
    try {
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException | IllegalArgumentException e) {
      throw connection.cannotBeSetUp(e);
    }
  }

  /**
   * Makes the settings of Kafka Streams fit one another: what it sets itself, and would refuse or
   * overrule without a word, is taken out. Says once what is used in place of the user's.
   *
   * @param settings those of {@link Connection#clientConfig} with the service's own over them
   */
  public static void settleStreams(Connection connection, Properties settings) {
    STREAMS_OWN.forEach(settings::remove);
    Patience patience = connection.patience();
    outlast(patience, settings, PRODUCER_PREFIX);
    if (patience.isAny()) {
      settings.putIfAbsent(TASK_TIMEOUT, patience.atMost().plus(BEYOND_PATIENCE).toMillis());
    }
    settings.put(PRODUCER_PREFIX + ProducerConfig.ACKS_CONFIG, "all");
    ClientSettings.settleStreams(settings);
    Overruled.warn(connection.clientConfig(), settings);
  }
}
