package dev.thalweg.trainer.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.snapshots.parts.SnapshotParts;
import dev.thalweg.trainer.fold.FoldOutputs;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Turns the fold's outputs into records of the sinks of {@link LearnerTopology}. */
public final class Forwarder implements FoldOutputs {
  private final ProcessorContext<byte[], byte[]> context;
  private final Target target;
  private final Pipeline pipeline;
  private final byte[] model;
  private final AvroSerializer<TrainingProgress> progressSerializer;
  private final AvroSerializer<Snapshot> snapshotSerializer;
  private final AvroSerializer<Alarm> alarmSerializer;
  private final AvroSerializer<JournalEntry> journalSerializer;

  /** Takes the records. */
  private interface Target {
    void take(PipelineTopic topic, Record<byte[], byte[]> record);
  }

  public Forwarder(
      ProcessorContext<byte[], byte[]> context, Pipeline pipeline, SchemaRegistry registry) {
    this(
        context,
        (topic, record) -> context.forward(record, LearnerTopology.sink(topic)),
        pipeline,
        registry);
  }

  private Forwarder(
      ProcessorContext<byte[], byte[]> context,
      Target target,
      Pipeline pipeline,
      SchemaRegistry registry) {
    this.context = context;
    this.target = target;
    this.pipeline = pipeline;
    this.model = pipeline.model().getBytes(UTF_8);
    this.progressSerializer = new AvroSerializer<>(registry);
    this.snapshotSerializer = new AvroSerializer<>(registry);
    this.alarmSerializer = new AvroSerializer<>(registry);
    this.journalSerializer = new AvroSerializer<>(registry);
  }

  /** The same while a commit is under way: past the sinks, and into the same transaction. */
  static Forwarder inCommit(
      ProcessorContext<byte[], byte[]> context,
      SampleSource source,
      Pipeline pipeline,
      SchemaRegistry registry) {
    return new Forwarder(
        context,
        (topic, record) ->
            source.send(
                new ProducerRecord<>(
                    pipeline.topic(topic),
                    null,
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers())),
        pipeline,
        registry);
  }

  @Override
  public void progress(TrainingProgress progress) {
    String topic = pipeline.topic(PipelineTopic.TRAINING);
    forward(PipelineTopic.TRAINING, model, progressSerializer.serialize(topic, progress));
  }

  @Override
  public void snapshot(Snapshot snapshot) {
    String topic = pipeline.topic(PipelineTopic.SNAPSHOTS);
    SnapshotParts.write(
        SnapshotRing.key(snapshot.getModel(), snapshot.getSequence()),
        snapshot,
        (key, record) ->
            forward(PipelineTopic.SNAPSHOTS, key, snapshotSerializer.serialize(topic, record)));
  }

  @Override
  public void alarm(Alarm alarm) {
    String topic = pipeline.topic(PipelineTopic.ALARMS);
    forward(PipelineTopic.ALARMS, model, alarmSerializer.serialize(topic, alarm));
  }

  @Override
  public void journal(JournalEntry entry) {
    String topic = pipeline.topic(PipelineTopic.JOURNAL);
    forward(
        PipelineTopic.JOURNAL,
        Integer.toString(entry.getPartition()).getBytes(UTF_8),
        journalSerializer.serialize(topic, entry));
  }

  @Override
  public void deadLetter(DeadLetter letter) {
    target.take(
        PipelineTopic.DEAD_LETTERS,
        new Record<>(
            letter.key(), letter.value(), context.currentSystemTimeMs(), letter.headers()));
  }

  private void forward(PipelineTopic topic, byte[] key, byte[] value) {
    target.take(topic, new Record<>(key, value, context.currentSystemTimeMs()));
  }
}
