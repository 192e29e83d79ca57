package dev.thalweg.cli.demo.live;

import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.fold.LearnerConfig;

/**
 * How the services of a demo run.
 *
 * @param page where the page is served
 */
public record LiveConfig(
    Pipeline pipeline, LearnerConfig learner, MergeOptions merging, PageConfig page) {
  /** Samples between two snapshots: a demo is to show something from its first second on. */
  public static final long SNAPSHOT_EVERY_DEFAULT = 2_000;

  /** The version of the last snapshot after so many samples; 0 when there is none. */
  public long lastVersion(long samples) {
    long every = learner.snapshotEvery();
    long batch = learner.hyperparameters().batchSize();
    long reached = samples / every * every;
    return (reached + batch - 1) / batch * batch;
  }
}
