package dev.thalweg.trainer.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;

import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Metric;

/** The trainer's metrics, each declared once. */
public enum TrainerMetric implements Metric {
  LEARNING(
      gauge(
          "thalweg.trainer.learning",
          "",
          "1 where this trainer has the learner, 0 where it stands by or begins.")),
  SAMPLES(counter("thalweg.trainer.samples.learned", "Samples that were learned, step by step.")),
  STEPS(counter("thalweg.trainer.steps", "Steps taken, those left out as not finite included.")),
  SAMPLES_REFUSED(
      counter("thalweg.trainer.samples.refused", "Samples that are in dead-letters instead.")),
  SNAPSHOTS(counter("thalweg.trainer.snapshots.published", "Snapshots published.")),
  SNAPSHOT_VERSION(
      gauge("thalweg.trainer.snapshot.version", "", "Samples consumed by the last snapshot.")),
  SNAPSHOT_AGE(
      gauge("thalweg.trainer.snapshot.age", "seconds", "Since the last snapshot was taken.")),
  LOSS(
      gauge(
          "thalweg.trainer.loss", "", "Mean loss of recent minibatches before they were learned.")),
  ACCURACY(
      gauge(
          "thalweg.trainer.accuracy",
          "ratio",
          "Share of the samples of recent minibatches that were right before they were learned.")),
  LEARNING_RATE(gauge("thalweg.trainer.learning.rate", "", "The learning rate of the next step.")),
  RESTARTS(
      counter(
          "thalweg.trainer.restarts",
          "Directives to start anew from the weights that were obeyed."));

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
