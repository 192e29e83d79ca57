package dev.thalweg.monitor.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {
  @Test
  void error_isTheWeightedDistanceOfConfidenceFromAccuracy() {
    // Given: in one bin 0.9 and 0.92 of which one is right, in another 0.5 which is right
    Calibration calibration = new Calibration();
    calibration.count(900_000, true);
    calibration.count(920_000, false);
    calibration.count(500_000, true);
    // Then: 2/3 of |0.5 - 0.91| and 1/3 of |1 - 0.5|
    assertThat(calibration.error().getAsDouble())
        .isCloseTo(2 / 3.0 * 0.41 + 1 / 3.0 * 0.5, within(1e-15));
  }

  @Test
  void bins_areOpenBelowAndClosedAbove() {
    // Given: 1/15 lies in the first bin, a millionth more in the second
    Calibration apart = new Calibration();
    apart.count(66_666, true);
    apart.count(66_667, false);
    Calibration together = new Calibration();
    together.count(66_667, true);
    together.count(66_668, false);
    // Then
    assertThat(apart.error().getAsDouble()).isCloseTo(0.5, within(1e-6));
    assertThat(together.error().getAsDouble()).isCloseTo(0.5 - 1 / 15.0, within(1e-6));
  }

  @Test
  void bounds_haveTheirBins() {
    Calibration calibration = new Calibration();
    calibration.count(0, false);
    calibration.count(1_000_000, true);
    assertThat(calibration.error()).hasValue(0);
  }

  @Test
  void nothingCounted_hasNoError() {
    Calibration calibration = new Calibration();
    calibration.count(Calibration.NO_CONFIDENCE, true);
    assertThat(calibration.error()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.9, 900000",
    "0.25, 0.25, 250000",
    "0, 1.0000001, 1000000",
    "NaN, 0.5, -1",
    "0.5, Infinity, -1",
    "-0.1, 0.5, -1",
    "0.5, 7, -1"
  })
  void confidence_isTheHighestProbability_orNone(float one, float other, int confidence) {
    assertThat(Calibration.confidence(List.of(one, other))).isEqualTo(confidence);
  }

  @Test
  void noProbabilities_areNoConfidence() {
    assertThat(Calibration.confidence(List.of())).isEqualTo(Calibration.NO_CONFIDENCE);
  }

  @Test
  void state_isReadBackAsItWas() {
    // Given
    Calibration calibration = new Calibration();
    for (int i = 0; i < 1_000; i++) {
      calibration.count(i * 700, i % 3 == 0);
    }
    // When
    ByteBuffer bytes = ByteBuffer.allocate(calibration.bytes());
    calibration.writeTo(bytes);
    // Then
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(Calibration.readFrom(bytes.flip()).error()).isEqualTo(calibration.error());
  }
}
