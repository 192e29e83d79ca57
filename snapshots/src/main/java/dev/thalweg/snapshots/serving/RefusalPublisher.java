package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.text.Shown;
import dev.thalweg.topics.RefusedRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world of snapshots that are not served, and of directives that are not obeyed. What
 * can't be told is logged and forgotten: the service goes on, and the record is where it was.
 * Confined to one thread.
 */
final class RefusalPublisher implements Refusals, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalPublisher.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
  private static final int REASON_CHARS_MAX = 1_000;

  private final Producer<byte[], byte[]> producer;
  private final Pipeline pipeline;
  private final InstantSource clock;
  private final AvroSerializer<Alarm> serializer;

  /** Closes the producer when it is closed. */
  RefusalPublisher(
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      InstantSource clock) {
    this.producer = producer;
    this.pipeline = pipeline;
    this.clock = clock;
    this.serializer = new AvroSerializer<>(registry);
  }

  /** An alarm. */
  @Override
  public void refused(ConsumerRecord<byte[], byte[]> record, String reason) {
    raise(
        "The snapshot at %s is not served: %s"
            .formatted(RefusedRecord.origin(record), Shown.text(reason, REASON_CHARS_MAX)));
  }

  /** A directive that is readable and can't be carried out: an alarm. */
  void disobeyed(String directive, String reason) {
    raise(
        "The directive %s is not obeyed: %s"
            .formatted(
                Shown.text(directive, REASON_CHARS_MAX), Shown.text(reason, REASON_CHARS_MAX)));
  }

  private void raise(String detail) {
    LOG.warn("{}", detail);
    Alarm alarm = new Alarm(pipeline.model(), AlarmKind.SNAPSHOT_REFUSED, detail, clock.instant());
    String topic = pipeline.topic(PipelineTopic.ALARMS);
    try {
      byte[] value = serializer.serialize(topic, alarm);
      send(new ProducerRecord<>(topic, pipeline.model().getBytes(UTF_8), value));
    } catch (UserException e) {
      LOG.warn("The alarm can't be published: {}", e.getMessage());
    }
  }

  /** A dead letter. */
  @Override
  public void unreadable(ConsumerRecord<byte[], byte[]> record, String expected, String reason) {
    LOG.warn(
        "The record at {} is not a {}: {}",
        RefusedRecord.origin(record),
        expected,
        Shown.text(reason, REASON_CHARS_MAX));
    send(RefusedRecord.letter(record, reason, pipeline));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    try {
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure != null) {
                  LOG.warn("Can't write to {}: {}", record.topic(), failure.getMessage());
                }
              });
    } catch (KafkaException e) {
      LOG.warn("Can't write to {}: {}", record.topic(), e.getMessage());
    }
  }

  /** Within half a second. */
  @Override
  public void close() {
    try {
      producer.close(CLOSE_TIMEOUT);
    } catch (KafkaException e) {
      LOG.debug("The producer was not closed cleanly.", e);
    }
  }
}
