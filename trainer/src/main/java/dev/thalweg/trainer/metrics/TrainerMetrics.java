package dev.thalweg.trainer.metrics;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.trainer.rounds.RoundFigures;
import dev.thalweg.trainer.topology.LearnerFigures;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A trainer's figures as metrics. */
public final class TrainerMetrics {
  /**
   * Fine about what a merge takes at full speed; the last is the wait for a learner that is away.
   */
  private static final List<Duration> MERGE_BOUNDS =
      Stream.of(1, 2, 4, 6, 8, 10, 12, 15, 20, 30, 40, 60, 100, 250, 500, 1_000, 2_500)
          .map(Duration::ofMillis)
          .toList();

  private TrainerMetrics() {}

  public static void watch(LearnerFigures figures, Metrics metrics) {
    metrics.gauge(TrainerMetric.LEARNING, figures::learners);
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
    watch(figures.rounds(), metrics);
  }

  private static void watch(RoundFigures rounds, Metrics metrics) {
    metrics.count(TrainerMetric.MERGES, rounds::merges);
    metrics.gauge(TrainerMetric.MERGE_MEMBERS, rounds::members);
    metrics.gauge(TrainerMetric.LEARNERS_LIVE, rounds::live);
    rounds.tell(
        metrics.timer(TrainerMetric.MERGE_WAIT, MERGE_BOUNDS),
        metrics.timer(TrainerMetric.ROUND_TRIP, MERGE_BOUNDS));
  }
}
