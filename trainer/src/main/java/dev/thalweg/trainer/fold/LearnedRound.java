package dev.thalweg.trainer.fold;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.avro.LearnerProgress;

/**
 * What a learner gives to the others at the end of a round: a function of the log of its partition
 * and of the merges before it.
 *
 * @param progress how far it is, and the merge that the round began with
 * @param learned its weights without those of that merge
 * @param committed the merge that the learner's committed state began its round with; depends on
 *     time, and has no part in what is merged
 */
public record LearnedRound(LearnerProgress progress, ModelWeights learned, long committed) {
  /** The same of a learner that has committed this. */
  public LearnedRound committedAt(long merge) {
    return new LearnedRound(progress, learned, merge);
  }
}
