package dev.thalweg.trainer.fold;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.snapshots.SnapshotSeal;

/**
 * What a learner gives to the others at the end of a round: a function of the log of its partition
 * and of the merges before it.
 *
 * @param progress how far it is, and the merge that the round began with
 * @param learned its weights without those of that merge
 * @param sha256 the hash of {@code learned}, computed once however many need it
 * @param committed the merge that the learner's committed state began its round with; depends on
 *     time, and has no part in what is merged
 */
public record LearnedRound(
    LearnerProgress progress, ModelWeights learned, String sha256, long committed) {
  /** A round whose hash is not known yet. */
  public LearnedRound(LearnerProgress progress, ModelWeights learned, long committed) {
    this(progress, learned, SnapshotSeal.contentSha256(learned.toBytes()), committed);
  }

  /** The same of a learner that has committed this. */
  public LearnedRound committedAt(long merge) {
    return new LearnedRound(progress, learned, sha256, merge);
  }
}
