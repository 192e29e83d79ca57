package dev.thalweg.snapshots.history;

import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotValidator;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One snapshot that the topic keeps, without its weights.
 *
 * @param network its architecture and the datatype of its examples, which a model never changes
 * @param loss mean test-then-train loss of the samples that were learned so far
 * @param accuracy share of all samples so far that were right before they were learned
 * @param error where numbers are learned, the mean absolute error of all samples so far before they
 *     were learned; empty of classes
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
    OptionalDouble error,
    Instant trainedAt,
    String sha256,
    String parentSha256,
    String network,
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
        snapshot.getError() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(snapshot.getError()),
        snapshot.getTrainedAt(),
        snapshot.getSha256(),
        snapshot.getParentSha256(),
        network(snapshot),
        offset,
        inRing,
        damage);
  }

  private static String network(Snapshot snapshot) {
    return snapshot.getArchitecture()
        + " of "
        + snapshot
            .getHyperparameters()
            .getOrDefault(SnapshotValidator.DATATYPE, Datatype.UINT8.text());
  }

  /** The same one, which no scorer serves for this reason. */
  SnapshotEntry refused(String reason) {
    return new SnapshotEntry(
        sequence,
        version,
        step,
        loss,
        accuracy,
        error,
        trainedAt,
        sha256,
        parentSha256,
        network,
        offset,
        inRing,
        Optional.of(reason));
  }

  /** Of a snapshot that the check has let pass, and that is served. */
  public static SnapshotEntry of(ConsumerRecord<byte[], byte[]> record, Snapshot sound) {
    boolean inRing = SnapshotRing.isSlot(sound.getModel(), record.key());
    return of(sound, record.offset(), inRing, Optional.empty());
  }

  /** Whether it is the same snapshot, and as sound. */
  boolean isSameAs(SnapshotEntry other) {
    return sha256.equals(other.sha256) && damage.isPresent() == other.damage.isPresent();
  }
}
