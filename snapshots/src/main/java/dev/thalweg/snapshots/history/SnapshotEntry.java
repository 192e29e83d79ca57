package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.avro.Snapshot;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One snapshot that the topic keeps, without its weights.
 *
 * @param loss mean test-then-train loss of the samples that were learned so far
 * @param accuracy share of all samples so far that were right before they were learned
 * @param offset where it stands in the topic
 * @param inRing whether it is in a slot of the ring; else it is kept only because it was pinned or
 *     promoted
 * @param damage why no scorer would serve it, in half a sentence; empty when it is sound
 */
public record SnapshotEntry(
    long sequence,
    long version,
    long step,
    double loss,
    double accuracy,
    Instant trainedAt,
    String sha256,
    String parentSha256,
    long offset,
    boolean inRing,
    Optional<String> damage) {

  static SnapshotEntry of(Snapshot snapshot, long offset, boolean inRing, Optional<String> damage) {
    return new SnapshotEntry(
        snapshot.getSequence(),
        snapshot.getVersion(),
        snapshot.getStep(),
        snapshot.getLoss(),
        snapshot.getAccuracy(),
        snapshot.getTrainedAt(),
        snapshot.getSha256(),
        snapshot.getParentSha256(),
        offset,
        inRing,
        damage);
  }

  /** Of a snapshot that the check has let pass, and that is served. */
  public static SnapshotEntry of(ConsumerRecord<byte[], byte[]> record, Snapshot sound) {
    return of(sound, record.offset(), true, Optional.empty());
  }

  /** Whether it is the same snapshot, and as sound. */
  boolean isSameAs(SnapshotEntry other) {
    return sha256.equals(other.sha256) && damage.isPresent() == other.damage.isPresent();
  }
}
