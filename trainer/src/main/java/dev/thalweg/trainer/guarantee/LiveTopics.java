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
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.parts.LastHeads;
import dev.thalweg.snapshots.parts.PartStream;
import dev.thalweg.snapshots.parts.PartStreams;
import dev.thalweg.topics.bounded.OpenTransactions;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a trainer has written. */
final class LiveTopics {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTopics.class);

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
        read -> decoded(progress, read).ifPresent(traces::progress));
    readSnapshots(registry, traces);
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.DEAD_LETTERS),
        read -> {
          if (read.key() != null
              && header(read, DeadLetter.TOPIC_HEADER)
                  .equals(pipeline.topic(PipelineTopic.SAMPLES))) {
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
        read ->
            decoded(journal, read)
                .filter(entry -> entry.getKind() != JournalKind.SKIP) // that is a person's
                .ifPresent(traces::journal));
    return traces;
  }

  /** Those in parts by what their parts come to, which are not held. */
  private void readSnapshots(SchemaRegistry registry, Traces traces) {
    AvroDecoder<Snapshot> snapshots = AvroDecoder.of(registry, Snapshot.getClassSchema());
    PartStreams parts = new PartStreams(pipeline.model(), snapshots::decode);
    LastHeads<SnapshotTrace> heads = new LastHeads<>();
    SnapshotValidator validator = new SnapshotValidator(pipeline.model());
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.SNAPSHOTS),
        read -> {
          if (parts.accept(read)) {
            return;
          }
          Optional<Snapshot> decoded =
              decoded(snapshots, read).filter(snapshot -> isInSlot(snapshot, read.key()));
          if (decoded.isEmpty()) {
            return;
          }
          heads.see(read);
          Snapshot snapshot = decoded.get();
          PartStream before = parts.before(read.key());
          Optional<String> damage =
              StoredSnapshot.of(validator, snapshot, read, true, before).entry().damage();
          SnapshotTrace trace = SnapshotTrace.of(snapshot, damage.orElse(""));
          if (snapshot.getParts() == null || before.isWhole(snapshot)) {
            traces.snapshot(trace);
          } else {
            heads.putBroken(read, trace);
          }
        });
    heads.damaged().forEach(traces::snapshot);
  }

  /** Not a copy under another key, which is not the trainer's. */
  private boolean isInSlot(Snapshot snapshot, byte[] key) {
    return Arrays.equals(SnapshotRing.key(pipeline.model(), snapshot.getSequence()), key);
  }

  private static String header(ConsumerRecord<byte[], byte[]> read, String name) {
    Header header = read.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  /**
   * Empty for a record that can't be read, which is a stranger's: had it been the trainer's, what
   * it should have been would be missing.
   */
  private static <T extends SpecificRecord> Optional<T> decoded(
      AvroDecoder<T> decoder, ConsumerRecord<byte[], byte[]> read) {
    try {
      return Optional.of(decoder.decode(read.value()));
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "The record at offset {} of {} is not the trainer's, and passed over: {}",
          read.offset(),
          read.topic(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
