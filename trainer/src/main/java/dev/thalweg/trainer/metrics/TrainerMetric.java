package dev.thalweg.trainer.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;
import static dev.thalweg.metrics.Declaration.timer;

import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Metric;

/** The trainer's metrics, each declared once. */
public enum TrainerMetric implements Metric {
  LEARNING(
      gauge(
          "thalweg.trainer.learning",
          "",
          "How many learners this trainer has, 0 while it starts or stands by.")),
  SAMPLES(counter("thalweg.trainer.samples.learned", "Samples that were learned, step by step.")),
  STEPS(counter("thalweg.trainer.steps", "Steps, including those left out because they diverged.")),
  SAMPLES_REFUSED(counter("thalweg.trainer.samples.refused", "Samples sent to dead-letters.")),
  TIMES_BOUNDED(
      counter(
          "thalweg.trainer.timestamps.bounded",
          "Records of samples with a time in the future, before Kafka or none.")),
  SNAPSHOTS(counter("thalweg.trainer.snapshots.published", "Snapshots published.")),
  SNAPSHOT_VERSION(
      gauge("thalweg.trainer.snapshot.version", "", "Samples consumed by the last snapshot.")),
  SNAPSHOT_AGE(
      gauge("thalweg.trainer.snapshot.age", "seconds", "Time since the last snapshot was taken.")),
  LOSS(
      gauge(
          "thalweg.trainer.loss", "", "Mean loss of recent minibatches before they were learned.")),
  ACCURACY(
      gauge(
          "thalweg.trainer.accuracy",
          "ratio",
          "Share of samples in recent minibatches that were classified correctly"
              + " before they were learned.")),
  LEARNING_RATE(gauge("thalweg.trainer.learning.rate", "", "The learning rate of the next step.")),
  RESTARTS(counter("thalweg.trainer.restarts", "Restart directives obeyed.")),
  MERGES(
      counter(
          "thalweg.trainer.merges", "Merges of several learners' rounds, whichever made them.")),
  MERGE_MEMBERS(
      gauge("thalweg.trainer.merge.members", "", "Learners with a part in the newest merge.")),
  LEARNERS_LIVE(
      gauge("thalweg.trainer.learners.live", "", "Learners that the newest merge waited for.")),
  MERGE_WAIT(
      timer(
          "thalweg.trainer.merge.wait",
          "From the end of a learner's round until it goes on from a merge.")),
  ROUND_TRIP(
      timer(
          "thalweg.trainer.merge.round.trip",
          "From the last round of a merge that this trainer sent until the first of its learners"
              + " goes on from it."));

  @SuppressWarnings("ImmutableEnumChecker") // it is: its list is List.of
  private final Declaration declaration;

  TrainerMetric(Declaration declaration) {
    this.declaration = declaration;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }
}
