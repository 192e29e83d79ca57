package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot as a link of the chain of parents. The topic may hold links that the ring has passed
 * already and that no command shows; those who follow the chain need them.
 *
 * @param offset below which its samples lie; -1 where it names none
 * @param damage why no scorer would serve it; empty when it is sound
 */
public record ChainLink(
    long sequence,
    long version,
    long offset,
    String sha256,
    String parentSha256,
    Optional<String> damage) {

  public static ChainLink of(Snapshot snapshot, Optional<String> damage) {
    List<PartitionOffset> offsets = snapshot.getOffsets();
    return new ChainLink(
        snapshot.getSequence(),
        snapshot.getVersion(),
        offsets.isEmpty() ? -1 : offsets.get(0).getOffset(),
        snapshot.getSha256(),
        snapshot.getParentSha256(),
        damage);
  }

  /** The same one, which no scorer would serve for this reason. */
  ChainLink damaged(Optional<String> why) {
    return new ChainLink(sequence, version, offset, sha256, parentSha256, why);
  }
}
