package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.avro.Merge;

/**
 * Where the rounds of several learners end, and become one model.
 *
 * @param merge says whose; only read
 */
record LoggedMerge(Merge merge) implements PassItem {
  @Override
  public void into(ReplayRun run) {
    run.merge(merge);
  }
}
