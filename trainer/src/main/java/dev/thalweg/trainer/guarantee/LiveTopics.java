package dev.thalweg.trainer.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.bounded.OpenTransactions;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads what a trainer has written. */
final class LiveTopics {
  private static final List<PipelineTopic> WRITTEN =
      List.of(
          PipelineTopic.TRAINING,
          PipelineTopic.SNAPSHOTS,
          PipelineTopic.DEAD_LETTERS,
          PipelineTopic.JOURNAL);

  private final Connection connection;
  private final Pipeline pipeline;

  LiveTopics(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /** Waits for the transactions that dead trainers have left open. */
  void awaitDecided() {
    List<String> topics = new ArrayList<>(List.of(Trainer.changelog(pipeline)));
    WRITTEN.forEach(topic -> topics.add(pipeline.topic(topic)));
    OpenTransactions.awaitDecided(connection, topics);
  }

  /** Everything that is committed, repeats included. */
  Traces read(SchemaRegistry registry) {
    Traces traces = new Traces();
    AvroDecoder<TrainingProgress> progress =
        AvroDecoder.of(registry, TrainingProgress.getClassSchema());
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.TRAINING),
        read -> traces.progress(decoded(progress, read)));
    AvroDecoder<Snapshot> snapshots = AvroDecoder.of(registry, Snapshot.getClassSchema());
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.SNAPSHOTS),
        read -> {
          Snapshot snapshot = decoded(snapshots, read);
          if (isInSlot(snapshot, read.key())) {
            traces.snapshot(snapshot);
          }
        });
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.DEAD_LETTERS),
        read -> {
          if (header(read, DeadLetter.TOPIC_HEADER).equals(pipeline.topic(PipelineTopic.SAMPLES))) {
            traces.deadLetter(
                DeadLetterTrace.of(
                    new String(read.key(), UTF_8),
                    header(read, DeadLetter.ERROR_HEADER),
                    read.value()));
          }
        });
    AvroDecoder<JournalEntry> journal = AvroDecoder.of(registry, JournalEntry.getClassSchema());
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.JOURNAL),
        read -> {
          JournalEntry entry = decoded(journal, read);
          if (entry.getKind() != JournalKind.SKIP) { // that is a person's
            traces.journal(entry);
          }
        });
    return traces;
  }

  /** Not a copy under another key, which is not the trainer's. */
  private boolean isInSlot(Snapshot snapshot, byte[] key) {
    return Arrays.equals(SnapshotRing.key(pipeline.model(), snapshot.getSequence()), key);
  }

  private static String header(ConsumerRecord<byte[], byte[]> read, String name) {
    Header header = read.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  private static <T extends SpecificRecord> T decoded(
      AvroDecoder<T> decoder, ConsumerRecord<byte[], byte[]> read) {
    try {
      return decoder.decode(read.value());
    } catch (UnreadableRecordException e) {
      throw new UserException(
          "The record at offset %d of %s can't be read: %s"
              .formatted(read.offset(), read.topic(), e.getMessage()),
          e);
    }
  }
}
