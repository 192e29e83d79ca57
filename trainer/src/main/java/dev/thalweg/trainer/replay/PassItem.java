package dev.thalweg.trainer.replay;

/** What a pass gives to every run, in order. */
sealed interface PassItem permits LoggedSample, LoggedMerge {
  /** Has a run take it. */
  void into(ReplayRun run);
}
