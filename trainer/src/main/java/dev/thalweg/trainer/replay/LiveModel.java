package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.util.List;
import java.util.Optional;

/**
 * What the snapshots tell of the model that is being trained.
 *
 * @param snapshots those that the topic still holds, oldest first, without their weights
 * @param backend of the newest snapshot
 */
public record LiveModel(LearnerConfig config, List<Published> snapshots, String backend) {

  /**
   * A published snapshot.
   *
   * @param offset the first record that is not in it
   */
  public record Published(long sequence, long version, long offset, String sha256) {
    static Published of(Snapshot snapshot) {
      return new Published(
          snapshot.getSequence(),
          snapshot.getVersion(),
          snapshot.getOffsets().get(0).getOffset(),
          snapshot.getSha256());
    }
  }

  public LiveModel {
    snapshots = List.copyOf(snapshots);
  }

  /**
   * From the snapshots by ascending sequence; empty when there is none.
   *
   * @throws UserException when the newest does not match its own hash, so that nothing it says can
   *     be relied on
   */
  static Optional<LiveModel> of(Pipeline pipeline, List<Snapshot> history) {
    if (history.isEmpty()) {
      return Optional.empty();
    }
    Snapshot newest = history.get(history.size() - 1);
    Optional<String> mismatch = SnapshotSeal.mismatch(newest);
    if (mismatch.isPresent()) {
      throw new UserException(
          "The newest snapshot, version %d, is damaged (%s): see \"thalweg verify\"."
              .formatted(newest.getVersion(), mismatch.get()));
    }
    return Optional.of(
        new LiveModel(
            LearnerConfig.of(pipeline, newest),
            history.stream().map(Published::of).toList(),
            newest.getBackend()));
  }
}
