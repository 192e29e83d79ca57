package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TwoClassScores;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwoClassesTopologyTest {
  private final AccuracyFixture fixture = new AccuracyFixture(AccuracyFixture.config());

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void twoClasses_haveTheFiguresOfTheirProbabilities() {
    // Given: labels 0, 0, 1, 1
    float[] probabilities = {0.25f, 0.75f, 0.5f, 0.875f};
    for (int i = 0; i < probabilities.length; i++) {
      float ofOne = probabilities[i];
      Prediction prediction = AccuracyFixture.prediction("p" + i, 100, ofOne > 0.5f ? 1 : 0, at(0));
      prediction.setProbabilities(List.of(1 - ofOne, ofOne));
      fixture.predict(prediction, at(0));
      fixture.label("p" + i, i / 2, 1);
    }

    // When
    fixture.settle();

    // Then
    TwoClassScores total = fixture.total().getTwoClasses();
    assertThat(total.getCounted()).isEqualTo(4);
    assertThat(total.getAuc()).isEqualTo(0.75);
    assertThat(total.getLogLoss()).isCloseTo(0.6252, within(1e-3));
    assertThat(total.getPrecision()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(total.getRecall()).isEqualTo(1);
    assertThat(fixture.window(0).getTwoClasses()).isEqualTo(total);
    assertThat(fixture.total().getCalibrationError()).isNotNull();
  }
}
