package dev.thalweg.trainer.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.parts.SnapshotParts;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.rounds.Averager;
import dev.thalweg.trainer.rounds.MergedModel;
import dev.thalweg.trainer.rounds.Merging;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Makes merges and writes them, as long as this process averages. Weights come before their merge,
 * so that whoever reads that can go on; the next merge is made only once the last is settled, and
 * its snapshot is written. Confined to one thread.
 */
final class MergeWriter implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final ExchangeConfig config;
  private final Producer<byte[], byte[]> producer;
  private final Producer<byte[], byte[]> snapshots;
  private final AvroSerializer<MergedWeights> weightsSerializer;
  private final AvroSerializer<Merge> mergeSerializer;
  private final AvroSerializer<Snapshot> snapshotSerializer;
  private final Averager averager;
  private final Merging merging;
  private final InstantSource clock;

  /** Number of the merge that was written and not read back yet; 0 where there is none. */
  private long written;

  /** The last merge that was written; null before the first. */
  private Merging.Merged made;

  private long settled = -1;

  /**
   * A merge that is in the topic.
   *
   * @param offset of its record; -1 where the broker does not tell
   */
  record Written(MergedModel model, long offset) {}

  /**
   * Takes the snapshots' producer over, and fences every averager before this one.
   *
   * @param producer stays the caller's
   */
  MergeWriter(
      ExchangeConfig config,
      Producer<byte[], byte[]> producer,
      Producer<byte[], byte[]> snapshots,
      SchemaRegistry registry,
      InstantSource clock) {
    this.config = config;
    this.producer = producer;
    this.snapshots = snapshots;
    this.weightsSerializer = new AvroSerializer<>(registry);
    this.mergeSerializer = new AvroSerializer<>(registry);
    this.snapshotSerializer = new AvroSerializer<>(registry);
    this.averager = new Averager(config.learner(), config.mergeWait());
    this.merging = new Merging(config.learner());
    this.clock = clock;
    try {
      snapshots.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whether it goes on behind this merge, so that it can tell which rounds are new. */
  boolean isAfter(long merge) {
    return settled == merge;
  }

  /** Takes a round that may be in the next merge. */
  void offer(LearnedRound round) {
    averager.offer(round, System.nanoTime());
  }

  /**
   * Goes on behind a merge that was read, the first of its number, and publishes its snapshot: once
   * more where an averager before this one may not have come to it.
   *
   * @param unneeded keys of weights to be taken away
   * @return whether there was something new
   */
  boolean settle(MergedModel model, List<String> unneeded) {
    if (model.merge().getNumber() == settled) {
      return false;
    }
    if (model.hasSnapshot()) {
      publish(snapshot(model));
    }
    averager.goOnAfter(model);
    settled = model.merge().getNumber();
    written = 0;
    unneeded.forEach(
        key -> {
          // Kept a little longer where that fails.
          Future<RecordMetadata> unused =
              producer.send(
                  new ProducerRecord<>(
                      config.topic(PipelineTopic.MERGED_WEIGHTS), 0, key.getBytes(UTF_8), null));
        });
    return true;
  }

  /** As it was made for the merge, where that is the one that was made here. */
  private Snapshot snapshot(MergedModel model) {
    return made != null && made.model().merge().equals(model.merge())
        ? made.snapshot().orElseThrow()
        : merging.snapshot(model);
  }

  /** How long until there is something to do without a further record. */
  Duration untilDue() {
    return written > 0 || settled < 0 ? Duration.ofDays(1) : averager.untilDue(System.nanoTime());
  }

  /** Writes the next merge where it is due. */
  Optional<Written> mergeIfDue() {
    if (written > 0 || settled < 0 || !averager.isDue(System.nanoTime())) {
      return Optional.empty();
    }
    made = averager.merge(Instant.ofEpochMilli(clock.millis()));
    MergedModel model = made.model();
    List<Future<RecordMetadata>> weights = new ArrayList<>();
    Merges.records(config, weightsSerializer, model)
        .forEach(record -> weights.add(producer.send(record)));
    for (Future<RecordMetadata> one : weights) {
      RecordMetadata unused = acknowledged(one);
    }
    String topic = config.topic(PipelineTopic.MERGES);
    RecordMetadata merge =
        acknowledged(
            producer.send(
                new ProducerRecord<>(
                    topic,
                    0,
                    Long.toString(model.merge().getNumber()).getBytes(UTF_8),
                    mergeSerializer.serialize(topic, model.merge()))));
    written = model.merge().getNumber();
    return Optional.of(new Written(model, merge.offset()));
  }

  private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void publish(Snapshot snapshot) {
    String topic = config.topic(PipelineTopic.SNAPSHOTS);
    snapshots.beginTransaction();
    SnapshotParts.write(
        SnapshotRing.key(snapshot.getModel(), snapshot.getSequence()),
        snapshot,
        (key, record) -> {
          // A failure of the send is thrown by the commit.
          Future<RecordMetadata> unused =
              snapshots.send(
                  new ProducerRecord<>(topic, 0, key, snapshotSerializer.serialize(topic, record)));
        });
    snapshots.commitTransaction();
  }

  @Override
  public void close() {
    snapshots.close(CLOSE_TIMEOUT);
  }
}
