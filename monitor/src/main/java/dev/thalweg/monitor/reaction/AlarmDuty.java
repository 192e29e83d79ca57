package dev.thalweg.monitor.reaction;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.ReadingThread;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers alarms: of all monitors of a pipeline one at a time, in their order, each at least once.
 * An alarm is done with when it has been answered, which its committed offset says; next to the
 * offset stands the step of the last restart. An answer that fails is tried again until it succeeds
 * or the alarm is too old. A monitor that is killed in between leaves an alarm that is answered
 * again: a second restart right after the first does no harm.
 */
public final class AlarmDuty implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmDuty.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** An operator who resets the group's offsets leaves no step. */
  private static final Pattern STEP = Pattern.compile("-?\\d{1,18}");

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final AvroDecoder<Alarm> decoder;
  private final String topic;
  private final RestartOnDrift reaction;
  private final StopSwitch stop = new StopSwitch();
  private final ReadingThread thread;

  /** Takes consumer and registry over, and closes them. */
  AlarmDuty(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      RestartOnDrift reaction) {
    this.consumer = consumer;
    this.registry = registry;
    this.decoder = AvroDecoder.reusing(registry, new Alarm());
    this.topic = pipeline.topic(PipelineTopic.ALARMS);
    this.reaction = reaction;
    thread = new ReadingThread("alarm-duty", stop, new Answering(), this::explained);
  }

  /**
   * For a pipeline's alarms, not started as yet.
   *
   * @param instance the monitor's name: started anew under the same, it is on duty again at once
   */
  public static AlarmDuty of(
      Connection connection, Pipeline pipeline, String instance, RestartOnDrift reaction) {
    return new AlarmDuty(
        consumer(connection, pipeline, instance), connection.openRegistry(), pipeline, reaction);
  }

  private static Consumer<byte[], byte[]> consumer(
      Connection connection, Pipeline pipeline, String instance) {
    Map<String, Object> settings = KafkaClients.reading(connection);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, pipeline.group("restart-on-drift"));
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
    settings.put(
        ConsumerConfig.CLIENT_ID_CONFIG, pipeline.group("restart-on-drift") + "-" + instance);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1); // each is answered for itself
    // Alarms are few, and what is too old is not answered. Not "by_duration": where a topic is
    // empty, Kafka 4.3 looks again only every 30 s.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    return KafkaClients.consumer(connection, settings);
  }

  /** Starts its thread; once only. */
  public void start() {
    subscribe();
    thread.start();
  }

  void subscribe() {
    consumer.subscribe(List.of(topic), new OnDuty());
  }

  /** Done when it has ended; exceptionally when it could not go on. */
  public CompletableFuture<Void> completion() {
    return thread.completion();
  }

  private Throwable explained(Throwable failure) {
    return failure instanceof KafkaException
        ? ClientFailure.of("The alarms of %s can no longer be answered".formatted(topic), failure)
        : failure;
  }

  private final class Answering implements ReadingThread.Work {
    @Override
    public void turn() {
      poll();
    }

    @Override
    public void wakeup() {
      consumer.wakeup();
    }

    @Override
    public void close() {
      try (registry) {
        consumer.close();
      }
    }
  }

  /** Answers what is there; on the first failure it sets the consumer back and waits. */
  void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      try {
        reaction.onAlarm(decoder.decode(record.value()));
      } catch (UnreadableRecordException e) {
        LOG.warn("An alarm can't be read, and is not answered: {}", e.getMessage());
      } catch (UserException e) {
        LOG.warn("The learner could not be told of the drift: {}", e.getMessage());
        consumer.seek(partition, record.offset());
        ReadingThread.pause(stop, RETRY);
        return;
      }
      done(partition, record.offset() + 1);
    }
  }

  private void done(TopicPartition partition, long next) {
    String step = Long.toString(reaction.restartedAt());
    try {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next, step)));
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // Another monitor has taken over, or the broker is away: it is answered again.
      LOG.warn("An alarm's answer could not be recorded: {}", e.getMessage());
    }
  }

  /** Learns from its predecessor when the learner was told last. */
  private final class OnDuty implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.committed(Set.copyOf(partitions)).values().stream()
          .filter(committed -> committed != null && STEP.matcher(committed.metadata()).matches())
          .mapToLong(committed -> Long.parseLong(committed.metadata()))
          .max()
          .ifPresent(reaction::goOn);
    }
  }

  /** Within 4 s. */
  @Override
  public void close() {
    thread.close();
  }
}
