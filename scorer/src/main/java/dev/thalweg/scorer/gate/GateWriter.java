package dev.thalweg.scorer.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.parts.SnapshotParts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes what the gate decides, each decision in a transaction of its own. All gates of a model
 * have one transactional id: the one that takes the office over fences the one before, so that a
 * gate that was frozen and wakes up can no longer promote anything. Confined to one thread.
 *
 * <p>Every failure is a {@code KafkaException}, or a {@code UserException} of the registry, after
 * which the writer is only to be closed; closing aborts what is open.
 */
final class GateWriter implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final Producer<byte[], byte[]> producer;
  private final Pipeline pipeline;
  private final AvroSerializer<Alarm> serializer;
  private final AvroSerializer<Snapshot> partSerializer;
  private final AvroDecoder<Snapshot> decoder;
  private final InstantSource clock;

  /** Takes the producer, which has the gates' transactional id, over, and closes it. */
  GateWriter(
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      InstantSource clock) {
    this.producer = producer;
    this.pipeline = pipeline;
    this.serializer = new AvroSerializer<>(registry);
    this.partSerializer = new AvroSerializer<>(registry);
    this.decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    this.clock = clock;
  }

  /** Fences every writer before this one, and ends what it has left open; once only. */
  void begin() {
    producer.initTransactions();
  }

  /**
   * Has every scorer serve a snapshot.
   *
   * @param value its record's bytes, as they are in the ring
   * @param model the same as it was judged, of which the parts are made where it has some
   */
  void promote(byte[] value, ServedModel model) {
    byte[] key = SnapshotRing.servingKey(pipeline.model());
    producer.beginTransaction();
    sendParts(key, value, model);
    send(PipelineTopic.SNAPSHOTS, key, value);
    producer.commitTransaction();
  }

  private void sendParts(byte[] serving, byte[] value, ServedModel model) {
    try {
      SnapshotParts.writeParts(
          serving,
          decoder.decode(value),
          new FlatState().add(model.parameters().values()),
          (key, part) -> {
            String topic = pipeline.topic(PipelineTopic.SNAPSHOTS);
            send(PipelineTopic.SNAPSHOTS, key, partSerializer.serialize(topic, part));
          });
    } catch (UnreadableRecordException e) {
      throw new IllegalStateException("what was judged can be read", e);
    }
  }

  /** Raises the alarm that a snapshot is not served. */
  void refuse(String detail) {
    Alarm alarm = new Alarm(pipeline.model(), AlarmKind.SNAPSHOT_REFUSED, detail, clock.instant());
    byte[] value = serializer.serialize(pipeline.topic(PipelineTopic.ALARMS), alarm);
    write(PipelineTopic.ALARMS, pipeline.model().getBytes(UTF_8), value);
  }

  private void write(PipelineTopic topic, byte[] key, byte[] value) {
    producer.beginTransaction();
    send(topic, key, value);
    producer.commitTransaction();
  }

  /** A failure of the send is thrown by the commit. */
  private void send(PipelineTopic topic, byte[] key, byte[] value) {
    Future<RecordMetadata> unused =
        producer.send(new ProducerRecord<>(pipeline.topic(topic), 0, key, value));
  }

  /** Within half a second. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
