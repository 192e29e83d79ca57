package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot without the bytes of its parameters, for which their hash stands, and without time and
 * backend.
 *
 * @param damage why no scorer would serve it; empty when it is sound
 */
record SnapshotTrace(
    long sequence,
    long version,
    long step,
    long offset,
    String architecture,
    Map<String, String> hyperparameters,
    String contentSha256,
    String parentSha256,
    String sha256,
    double loss,
    double accuracy,
    Optional<Double> error,
    String damage) {

  /** Of one with its parameters. */
  static SnapshotTrace of(Snapshot snapshot) {
    return of(snapshot, damage(snapshot));
  }

  static SnapshotTrace of(Snapshot snapshot, String damage) {
    return new SnapshotTrace(
        snapshot.getSequence(),
        snapshot.getVersion(),
        snapshot.getStep(),
        snapshot.getOffsets().get(0).getOffset(),
        snapshot.getArchitecture(),
        Map.copyOf(snapshot.getHyperparameters()),
        snapshot.getContentSha256(),
        snapshot.getParentSha256(),
        snapshot.getSha256(),
        snapshot.getLoss(),
        snapshot.getAccuracy(),
        Optional.ofNullable(snapshot.getError()),
        damage);
  }

  private static String damage(Snapshot snapshot) {
    String model = snapshot.getModel();
    try {
      ServedModel unused =
          new SnapshotValidator(model)
              .validate(SnapshotRing.key(model, snapshot.getSequence()), snapshot);
      return "";
    } catch (RefusedException e) {
      return e.reason();
    }
  }
}
