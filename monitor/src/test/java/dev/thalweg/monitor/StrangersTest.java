package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static dev.thalweg.monitor.AccuracyFixture.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever may write to the topics can make up names, versions and times, and pushes out nobody. */
class StrangersTest {
  private final AccuracyFixture fixture = new AccuracyFixture(AccuracyFixture.config());

  @AfterEach
  void close() {
    fixture.close();
  }

  private void predict(String id, String model, long version, long scoredAtSeconds) {
    Prediction prediction = prediction(id, version, 7, at(scoredAtSeconds));
    prediction.setModel(model);
    fixture.predict(prediction, at(100));
  }

  @Test
  void modelsThatAreMadeUp_doNotPushOutThePipelinesOwnTotal() {
    // Given
    predict("a", PIPELINE.model(), 100, 1);
    fixture.settle();
    // When: scored in the future
    for (int i = 0; i < 100; i++) {
      predict("x", "model-" + i, 1, 86_400 + 3_600);
    }
    fixture.settle();
    predict("b", PIPELINE.model(), 100, 2);
    fixture.settle();
    // Then
    assertThat(fixture.total().getScored()).isEqualTo(2);
    assertThat(fixture.version(100).getScored()).isEqualTo(2);
  }

  @Test
  void modelsThatAreMadeUp_pushOutEachOther_beforeAChallenger() {
    // Given
    for (int i = 0; i < 10; i++) {
      predict("a" + i, "challenger", 100, 1);
    }
    // When
    for (int i = 0; i < 100; i++) {
      predict("x", "model-" + i, 1, 86_400);
    }
    predict("b", "challenger", 100, 1);
    fixture.settle();
    // Then
    assertThat(fixture.total("challenger").getScored()).isEqualTo(11);
  }

  @Test
  void versionsThatAreMadeUp_doNotPushOutThoseInService() {
    // Given
    for (int version = 1; version <= 60; version++) {
      for (int i = 0; i < 10; i++) {
        predict("image-" + version + "-" + i, PIPELINE.model(), version * 2_000L, 1);
      }
    }
    fixture.settle();
    // When
    for (int i = 0; i < 200; i++) {
      predict("x" + i, PIPELINE.model(), Long.MAX_VALUE - i, 2);
    }
    fixture.settle();
    for (int version = 1; version <= 61; version++) {
      predict("later-" + version, PIPELINE.model(), version * 2_000L, 3);
    }
    fixture.settle();
    // Then
    for (int version = 1; version <= 60; version++) {
      assertThat(fixture.version(version * 2_000L).getScored()).as("%d", version).isEqualTo(11);
    }
    assertThat(fixture.version(61 * 2_000L).getScored()).isEqualTo(1);
  }

  @Test
  void answersThatAreMadeUp_doNotPushOutThePipelinesOwn() {
    // Given
    fixture.predict("a", 100, 3, 1);
    // When
    for (int i = 0; i < 100; i++) {
      predict("a", "model-" + i, 1, 1);
    }
    for (int i = 0; i < 100; i++) {
      predict("a", PIPELINE.model(), 1_000 + i, 1);
    }
    fixture.label("a", 3, 100);
    fixture.settle();
    // Then
    assertThat(fixture.total().getCorrect()).isEqualTo(1);
    assertThat(fixture.total().getLabelled()).isEqualTo(32);
  }

  @Test
  void modelsThatAreMadeUp_takeNoPlaceOfThePipelinesOwnInTheMetrics() {
    // Given
    List<String> shown = new ArrayList<>();
    fixture.figures.eachModel(model -> shown.add(model.model()));
    // When
    for (int i = 0; i < 40; i++) {
      predict("x" + i, "model-" + i, 1, 1);
      fixture.label("x" + i, 7, 100);
      fixture.settle();
    }
    predict("a", PIPELINE.model(), 100, 1);
    fixture.label("a", 7, 100);
    fixture.settle();
    // Then
    assertThat(shown).hasSize(17).contains(PIPELINE.model());
    assertThat(fixture.figures.counted(Event.REFUSED)).isZero();
  }

  @Test
  void modelsThatAreMadeUp_doNotPushOutWhatIsKnownOfThePipelinesErrors() {
    // Given
    for (int step = 1; step <= 500; step++) {
      train(PIPELINE.model(), step, 31, 100);
    }
    // When
    for (int i = 0; i < 100; i++) {
      train("model-" + i, 1, 1, 86_400 + 3_600);
    }
    for (int step = 501; step <= 520; step++) {
      train(PIPELINE.model(), step, 2, 101);
    }
    // Then
    assertThat(fixture.readAlarms()).extracting(Alarm::getModel).containsExactly(PIPELINE.model());
  }

  private void train(String model, int step, int correct, long atSeconds) {
    fixture.train(
        new TrainingProgress(
            model,
            0,
            (long) step,
            step * 32L,
            32,
            0.5,
            correct,
            true,
            at(step),
            List.of(),
            List.of(),
            -1,
            null,
            null),
        atSeconds);
  }
}
