package dev.thalweg.trainer.metrics;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.trainer.topology.LearnerFigures;

/** A trainer's figures as metrics. */
public final class TrainerMetrics {
  private TrainerMetrics() {}

  public static void watch(LearnerFigures figures, Metrics metrics) {
    metrics.gauge(TrainerMetric.LEARNING, () -> figures.isLearning() ? 1 : 0);
    metrics.count(TrainerMetric.SAMPLES, figures::samples);
    metrics.count(TrainerMetric.STEPS, figures::steps);
    metrics.count(TrainerMetric.SAMPLES_REFUSED, figures::refused);
    metrics.count(TrainerMetric.TIMES_BOUNDED, figures::timesBounded);
    metrics.count(TrainerMetric.SNAPSHOTS, figures::snapshots);
    metrics.gauge(TrainerMetric.SNAPSHOT_VERSION, figures::snapshotVersion);
    metrics.gauge(TrainerMetric.SNAPSHOT_AGE, figures::snapshotAgeSeconds);
    metrics.gauge(TrainerMetric.LOSS, figures::loss);
    metrics.gauge(TrainerMetric.ACCURACY, figures::accuracy);
    metrics.gauge(TrainerMetric.LEARNING_RATE, figures::learningRate);
    metrics.count(TrainerMetric.RESTARTS, figures::restarts);
  }
}
