package dev.thalweg.trainer.fold;

import dev.thalweg.model.merge.ModelWeights;

/**
 * The round that a learner is in.
 *
 * @param base number of the merge that it began with
 * @param begun samples that the learner had consumed then
 * @param end offset of the first record after it, where it has ended and the learner waits for a
 *     merge that it has a part in; else -1
 * @param weights of the merge that it began with
 */
record Round(long base, long begun, long end, ModelWeights weights) {
  /** In the place of the end of a round that has not ended. */
  static final long OPEN = -1;

  static Round first(ModelWeights weights) {
    return new Round(0, 0, OPEN, weights);
  }

  Round ended(long next) {
    return new Round(base, begun, next, weights);
  }

  boolean waits() {
    return end >= 0;
  }
}
