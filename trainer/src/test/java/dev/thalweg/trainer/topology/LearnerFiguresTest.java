package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.metrics.Declaration.Kind;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.metrics.TrainerMetric;
import dev.thalweg.trainer.metrics.TrainerMetrics;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LearnerFiguresTest {
  /** Two and a half seconds after the clock of the fold. */
  private final LearnerFigures figures =
      new LearnerFigures(InstantSource.fixed(Instant.ofEpochMilli(3_500)));

  private final Collected outputs = new Collected();

  private void learn(LearnerConfig config, FakeLog log) {
    try (SampleFold fold = Fixture.fold(config)) {
      Fixture.consume(fold, log, log.endOffset(), figures.counting(outputs, fold::learningRate));
    }
  }

  private static FakeLog log(int samples) {
    FakeLog log = new FakeLog();
    log.records = Fixture.samples(samples);
    return log;
  }

  @Test
  void figures_areThoseOfTheOutputs_whichGoOn() {
    // Given
    FakeLog log = log(42);
    log.records.set(7, new byte[] {9});
    log.insert(20, LearnerDirective.RESTART);

    // When
    learn(Fixture.config(0.05), log);

    // Then
    assertThat(figures.steps()).isEqualTo(10).isEqualTo(outputs.progress.size());
    assertThat(figures.samples()).isEqualTo(40);
    assertThat(figures.refused()).isEqualTo(1).isEqualTo(outputs.deadLetters.size());
    assertThat(figures.snapshots()).isEqualTo(5).isEqualTo(outputs.snapshots.size());
    assertThat(figures.restarts()).isEqualTo(1).isEqualTo(outputs.journal.size());
    assertThat(figures.snapshotVersion()).isEqualTo(40);
    assertThat(figures.snapshotAgeSeconds()).isEqualTo(2.5);
    assertThat(figures.learningRate()).isEqualTo(0.05);
    assertThat(figures.loss()).isCloseTo(meanLoss(), within(1e-9));
    assertThat(figures.accuracy())
        .isCloseTo(
            outputs.progress.stream().mapToInt(TrainingProgress::getCorrect).sum() / 40.0,
            within(1e-9));
  }

  private double meanLoss() {
    return outputs.progress.stream().mapToDouble(TrainingProgress::getLoss).average().orElseThrow();
  }

  @Test
  void stepThatIsNotFinite_leavesTheLossFinite() {
    // When
    learn(Fixture.diverging(LearnerConfig.OnDivergence.SKIP), log(8));

    // Then
    assertThat(outputs.progress).extracting(TrainingProgress::getApplied).contains(false);
    assertThat(figures.loss()).isFinite();
    assertThat(figures.refused()).isEqualTo(outputs.deadLetters.size()).isPositive();
  }

  @Test
  void recentLoss_forgetsWhatIsLongAgo() {
    // Given
    FoldOutputs counted = figures.counting(FoldOutputs.NONE, () -> 1);
    TrainingProgress progress =
        TrainingProgress.newBuilder()
            .setModel("m")
            .setPartition(0)
            .setStep(1)
            .setSamples(4)
            .setBatchSize(4)
            .setLoss(100)
            .setCorrect(0)
            .setApplied(true)
            .setTrainedAt(Instant.EPOCH)
            .build();
    counted.progress(progress);

    // When
    progress.setLoss(1);
    for (int i = 0; i < 10 * LearnerFigures.RECENT; i++) {
      counted.progress(progress);
    }

    // Then
    assertThat(figures.loss()).isBetween(1.0, 1.01);
  }

  @Test
  void everyMetric_isShown_alsoBeforeTheFirstStep() {
    try (Metrics metrics = new Metrics()) {
      // Given
      TrainerMetrics.watch(figures, metrics);
      String before = metrics.scrape();

      // When
      learn(Fixture.config(), log(12));

      // Then
      assertThat(metrics.scrape().lines())
          .contains(
              "thalweg_trainer_samples_learned_total 12.0",
              "thalweg_trainer_steps_total 3.0",
              "thalweg_trainer_snapshot_version 12.0",
              "thalweg_trainer_snapshot_age_seconds 2.5",
              "thalweg_trainer_learning 0.0");
      for (TrainerMetric metric : TrainerMetric.values()) {
        String suffix = metric.declaration().kind() == Kind.TIMER ? "_count " : " ";
        assertThat(before).contains("\n" + metric.exposed() + suffix);
      }
    }
  }
}
