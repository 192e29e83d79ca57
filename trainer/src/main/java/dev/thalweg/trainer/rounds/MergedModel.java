package dev.thalweg.trainer.rounds;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedSnapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A merge and the weights that it came to.
 *
 * @param merge as it stands in the log; only read
 */
public record MergedModel(Merge merge, ModelWeights weights) {

  /** Merge 0: what every learner begins with; in no topic. */
  public static MergedModel initial(LearnerConfig config) {
    ModelWeights weights = ModelWeights.initial(config.architecture(), config.hyperparameters());
    String sha256 = sha256(weights);
    List<LearnerProgress> learners = new ArrayList<>();
    for (int partition = 0; partition < config.rounds().learners(); partition++) {
      learners.add(new LearnerProgress(partition, 0L, 0, 0L, 0L, 0L, 0L, 0.0, 0L, 0L, 0L, 0.0));
    }
    return new MergedModel(
        new Merge(
            0L,
            config.rounds().learners(),
            List.of(),
            learners,
            List.of(),
            sha256,
            new MergedSnapshot(0L, -1L, 0L, "", ""),
            Instant.EPOCH),
        weights);
  }

  /** The hash by which weights are known, and the differences in a contribution. */
  public static String sha256(ModelWeights weights) {
    return SnapshotSeal.contentSha256(weights.toBytes());
  }

  /** Samples consumed by all learners. */
  public static long samples(Merge merge) {
    return merge.getLearners().stream().mapToLong(LearnerProgress::getSamples).sum();
  }

  /** Whether a snapshot was taken of this merge. */
  public boolean hasSnapshot() {
    return merge.getSnapshot().getSequence() >= 0
        && merge.getSnapshot().getMerge() == merge.getNumber();
  }
}
