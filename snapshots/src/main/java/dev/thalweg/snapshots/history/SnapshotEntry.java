package dev.thalweg.snapshots.history;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * One snapshot that the topic keeps, without its weights.
 *
 * @param loss mean test-then-train loss of all samples so far
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

  static SnapshotEntry of(Snapshot snapshot, long offset, boolean inRing) {
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
        damage(snapshot));
  }

  /**
   * Both hashes, then what they do not say: that the weights are those of a network, and finite.
   */
  private static Optional<String> damage(Snapshot snapshot) {
    Optional<String> mismatch = SnapshotSeal.mismatch(snapshot);
    if (mismatch.isPresent()) {
      return mismatch;
    }
    try {
      ByteBuffer bytes = snapshot.getParameters().duplicate();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      Architecture architecture = Architecture.parse(snapshot.getArchitecture());
      return Parameters.fromBytes(architecture, copy).isFinite()
          ? Optional.empty()
          : Optional.of("its parameters hold a value that is infinite or not a number");
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage().replaceAll("\\p{Cc}", "?"); // it may quote the record
      return Optional.of("its network is not known here: " + reason);
    }
  }
}
