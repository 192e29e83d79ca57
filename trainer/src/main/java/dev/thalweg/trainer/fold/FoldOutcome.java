package dev.thalweg.trainer.fold;

/** What the fold did with one record. */
public enum FoldOutcome {
  /** It goes to dead-letters. */
  REFUSED,
  /** It is a sample that waits for its minibatch to be full. */
  GATHERED,
  /** It is a directive, which changed the learner at once and stands in the journal. */
  OBEYED,
  /** It completed a minibatch, which was learned, or left out because the step diverged. */
  STEPPED,
  /** As {@link #STEPPED}, and a snapshot was taken after the step. */
  SNAPSHOT_TAKEN,
  /** As {@link #STEPPED}, and the round is over: nothing is consumed until a merge is adopted. */
  ROUND_ENDED
}
