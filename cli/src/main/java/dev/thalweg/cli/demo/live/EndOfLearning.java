package dev.thalweg.cli.demo.live;

import dev.thalweg.cli.cluster.Offsets;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.snapshots.ServedModel;

/** Whether every sample that is there is learned, and the scorer has the last snapshot. */
final class EndOfLearning {
  private final LiveConfig config;
  private final Offsets offsets;
  private final LiveTopics topics;
  private final Scorer scorer;
  private final int learners;

  /** Samples learned and published, at the last look. */
  private long settled;

  private long settledSinceNs;

  EndOfLearning(LiveConfig config, Offsets offsets, LiveTopics topics, Scorer scorer) {
    this.config = config;
    this.offsets = offsets;
    this.topics = topics;
    this.scorer = scorer;
    learners = offsets.partitions(PipelineTopic.SAMPLES);
  }

  boolean isReached() {
    return isLearned() && hasLast();
  }

  private boolean isLearned() {
    return offsets.trainerLag() == 0
        && topics.trainingPosition() >= offsets.end(PipelineTopic.TRAINING);
  }

  private boolean hasLast() {
    long samples = topics.state().samples();
    long newest = scorer.newest().map(ServedModel::version).orElse(0L);
    if (learners > 1) {
      return hasMerged(samples, newest);
    }
    long last = config.lastVersion(samples);
    return last == 0 || newest >= last;
  }

  /**
   * With several learners what is consumed may wait for a merge, and the last snapshot comes once
   * all is quiet: when it is so far, or nothing has changed for long.
   */
  private boolean hasMerged(long samples, long newest) {
    boolean all =
        samples + (long) learners * config.learner().hyperparameters().batchSize()
            > offsets.end(PipelineTopic.SAMPLES);
    if (all && samples - newest < Math.max(1, config.learner().snapshotEvery() / 8)) {
      return true;
    }
    long now = System.nanoTime();
    if (samples + newest != settled) {
      settled = samples + newest;
      settledSinceNs = now;
    }
    return now - settledSinceNs > 5 * config.merging().mergeWait().toNanos();
  }
}
