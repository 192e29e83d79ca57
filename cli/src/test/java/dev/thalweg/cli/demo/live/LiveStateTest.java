package dev.thalweg.cli.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveStateTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  private final LiveState state = new LiveState(InstantSource.fixed(NOW));

  private static TrainingProgress progress(long step, int batch, int correct, double loss) {
    TrainingProgress progress = new TrainingProgress();
    progress.setModel("digits");
    progress.setStep(step);
    progress.setSamples(step * batch);
    progress.setBatchSize(batch);
    progress.setCorrect(correct);
    progress.setLoss(loss);
    progress.setApplied(true);
    progress.setClassCounts(List.of());
    progress.setPredictedCounts(List.of());
    progress.setUnchanged(-1);
    progress.setTrainedAt(NOW.plusMillis(step));
    return progress;
  }

  private static WindowAccuracy accuracy(AccuracyScope scope, long labelled, long correct) {
    WindowAccuracy accuracy = new WindowAccuracy();
    accuracy.setScope(scope);
    accuracy.setLabelled(labelled);
    accuracy.setCorrect(correct);
    accuracy.setAccuracy(labelled == 0 ? 0 : (double) correct / labelled);
    accuracy.setClasses(List.of());
    return accuracy;
  }

  private void predictionAfter(long latencyMs) {
    Prediction prediction = new Prediction();
    prediction.setSentAt(NOW.minusMillis(latencyMs));
    state.onPrediction(prediction);
  }

  @Test
  void state_isEmptyAtFirst() {
    assertThat(state.samples()).isZero();
    assertThat(state.prequentialAccuracy()).isZero();
    assertThat(state.recentLoss()).isNaN();
    assertThat(state.lastTrainedAt()).isEqualTo(Instant.EPOCH);
    assertThat(state.heldOutAccuracy()).isEmpty();
    assertThat(state.latencies().count()).isZero();
    assertThat(state.alarms()).isZero();
  }

  @Test
  void prequentialAccuracy_isOverAllSamples() {
    // When
    state.onProgress(progress(1, 32, 8, 2.3));
    state.onProgress(progress(2, 32, 24, 1.1));

    // Then
    assertThat(state.samples()).isEqualTo(64);
    assertThat(state.prequentialAccuracy()).isEqualTo(0.5);
    assertThat(state.lastTrainedAt()).isEqualTo(NOW.plusMillis(2));
  }

  @Test
  void recentLoss_beginsAtTheFirstAndFollows() {
    // Given
    state.onProgress(progress(1, 200, 0, 2.0));
    assertThat(state.recentLoss()).isEqualTo(2.0);

    // When a tenth of the horizon has another loss
    state.onProgress(progress(2, 200, 0, 1.0));

    // Then
    assertThat(state.recentLoss()).isCloseTo(1.9, within(1e-12));
  }

  @Test
  void recentLoss_isThatOfABatchAsLongAsTheHorizon() {
    state.onProgress(progress(1, 4_096, 0, 2.0));
    state.onProgress(progress(2, 4_096, 0, 1.0));

    assertThat(state.recentLoss()).isEqualTo(1.0);
  }

  @Test
  void leftOutStep_countsItsSamplesButNotItsLoss() {
    // Given
    state.onProgress(progress(1, 32, 16, 2.0));
    TrainingProgress leftOut = progress(2, 32, 0, Double.NaN);
    leftOut.setApplied(false);

    // When
    state.onProgress(leftOut);

    // Then
    assertThat(state.samples()).isEqualTo(64);
    assertThat(state.prequentialAccuracy()).isEqualTo(0.25);
    assertThat(state.recentLoss()).isEqualTo(2.0);
  }

  @Test
  void heldOutAccuracy_isTheLastWindowsThatHasLabels() {
    // When
    state.onAccuracy(accuracy(AccuracyScope.WINDOW, 10, 8));
    state.onAccuracy(accuracy(AccuracyScope.WINDOW, 10, 9));
    state.onAccuracy(accuracy(AccuracyScope.WINDOW, 0, 0));
    state.onAccuracy(accuracy(AccuracyScope.TOTAL, 10, 1));
    state.onAccuracy(accuracy(AccuracyScope.VERSION, 10, 2));

    // Then
    assertThat(state.heldOutAccuracy()).contains(0.9);
  }

  @Test
  void alarms_areCounted() {
    state.onAlarm();
    state.onAlarm();

    assertThat(state.alarms()).isEqualTo(2);
  }

  @Test
  void latency_isFromSendingToReading() {
    // When
    predictionAfter(40);
    predictionAfter(60);
    predictionAfter(80);

    // Then
    assertThat(state.latencies().count()).isEqualTo(3);
    assertThat(state.latencies().quantileMs(0.5)).isEqualTo(60);
  }
}
