package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.history.ChainLink;
import dev.thalweg.snapshots.history.SnapshotsRead;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.util.List;
import java.util.Optional;

/**
 * What the snapshots tell of the model that is being trained.
 *
 * @param snapshots those that the topic still holds and that are sound, oldest first, without their
 *     weights
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
      return of(ChainLink.of(snapshot, Optional.empty()));
    }

    static Published of(ChainLink link) {
      return new Published(link.sequence(), link.version(), link.offset(), link.sha256());
    }
  }

  public LiveModel {
    snapshots = List.copyOf(snapshots);
  }

  /**
   * From what the topic holds; empty when there is no snapshot.
   *
   * @throws UserException when none is sound, so that nothing they say can be relied on
   */
  static Optional<LiveModel> of(Pipeline pipeline, SnapshotsRead read) {
    if (read.found().isEmpty()) {
      return Optional.empty();
    }
    Snapshot newest = read.found().get().snapshot();
    Optional<String> damage = read.found().get().entry().damage();
    if (damage.isPresent()) {
      throw new UserException(
          "The newest snapshot, version %d, is damaged (%s): see \"thalweg verify\"."
              .formatted(newest.getVersion(), damage.get()));
    }
    return Optional.of(
        new LiveModel(
            LearnerConfig.of(pipeline, newest),
            read.chain().stream()
                .filter(link -> link.damage().isEmpty())
                .map(Published::of)
                .toList(),
            newest.getBackend()));
  }
}
