package dev.thalweg.trainer.replay;

/** Where several learners merge in a replay. */
public enum ReplayMerges {
  /** Where they did, and those who did: as far as the last merge in the log. */
  RECORDED,

  /** All of them after every round, as if none had ever been late. */
  FULL
}
