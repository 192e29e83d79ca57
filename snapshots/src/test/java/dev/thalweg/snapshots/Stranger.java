package dev.thalweg.snapshots;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Snapshots that are sound in themselves, sealed anew by whoever changed them, and do not belong to
 * {@link Fixture#chain(int)}.
 */
public final class Stranger {
  private Stranger() {}

  /** Of the largest number that there is. */
  public static Snapshot last() {
    return sealed(
        99,
        s -> {
          s.setSequence(Long.MAX_VALUE);
          s.setVersion(Long.MAX_VALUE);
          s.setOffsets(List.of(new PartitionOffset(0, Long.MAX_VALUE)));
        });
  }

  /** A whole round of the ring and more ahead, with the right hash of a snapshot as its parent. */
  public static Snapshot ahead(long sequence, Snapshot parent) {
    return sealed(
        sequence,
        s -> {
          s.setParentSha256(parent.getSha256());
          s.getParameters().putFloat(0, 7f);
        });
  }

  /** The next one, of a parent that nobody has. */
  public static Snapshot ofUnknownParent(long sequence) {
    return sealed(sequence, s -> s.setParentSha256("5a".repeat(32)));
  }

  /** The next one after this, of another network. */
  public static Snapshot ofOtherNetwork(Snapshot parent) {
    Snapshot snapshot =
        Fixture.snapshot(
            parent.getSequence() + 1,
            Architecture.parse("4x4 dense(5,relu) dense(3,softmax) cross_entropy"));
    snapshot.setParentSha256(parent.getSha256());
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  /** The next one after this, of another datatype. */
  public static Snapshot ofOtherDatatype(Snapshot parent) {
    return sealed(
        parent.getSequence() + 1,
        s -> {
          s.setParentSha256(parent.getSha256());
          s.setHyperparameters(Map.of("seed", "1", SnapshotValidator.DATATYPE, "FP32"));
        });
  }

  /** The next one after this, of an older version. */
  public static Snapshot ofOlderVersion(Snapshot parent) {
    return sealed(
        parent.getSequence() + 1,
        s -> {
          s.setParentSha256(parent.getSha256());
          s.setVersion(parent.getVersion());
        });
  }

  private static Snapshot sealed(long sequence, Consumer<Snapshot> change) {
    Snapshot snapshot = Fixture.snapshot(sequence);
    change.accept(snapshot);
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }
}
