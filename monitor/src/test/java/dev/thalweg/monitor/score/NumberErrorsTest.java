package dev.thalweg.monitor.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.avro.ErrorSums;
import org.junit.jupiter.api.Test;

class NumberErrorsTest {
  @Test
  void figures_areThoseOfTheDefinitions_howeverTheyWereAdded() {
    // Given
    double[] targets = {1, 3, 5, 1_000};
    double[] predicted = {1, 2, 6, 1_002};
    NumberErrors all = new NumberErrors();
    NumberErrors first = new NumberErrors();
    NumberErrors second = new NumberErrors();
    for (int i = 0; i < targets.length; i++) {
      all.count(targets[i], predicted[i]);
      (i < 1 ? first : second).count(targets[i], predicted[i]);
    }
    // When
    second.add(first);
    second.add(NumberErrors.of(null));
    // Then
    double mean = 1_009 / 4.0;
    double squares = 1 + 9 + 25 + 1e6 - 4 * mean * mean;
    assertThat(second.meanAbsolute()).isEqualTo(1).isEqualTo(all.meanAbsolute());
    assertThat(second.rootMeanSquare()).isCloseTo(Math.sqrt(6 / 4.0), within(1e-12));
    assertThat(second.r2()).isCloseTo(1 - 6 / squares, within(1e-12));
    assertThat(NumberErrors.of(second.told()).r2()).isEqualTo(second.r2());
  }

  @Test
  void nothing_hasNoFigures() {
    NumberErrors none = NumberErrors.of(new ErrorSums(-5L, 1.0, 1.0, 1.0, 1.0));
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.told()).isNull();
    assertThat(none.meanAbsolute()).isNaN();
    assertThat(none.rootMeanSquare()).isNaN();
    assertThat(none.r2()).isNaN();
  }

  @Test
  void figureText_hasFourDigitsThatCount() {
    assertThat(FigureText.of(0.00012345)).isEqualTo("0.0001235");
    assertThat(FigureText.of(-12.3456)).isEqualTo("-12.35");
    assertThat(FigureText.of(1_234_567.8)).isEqualTo("1234568");
    assertThat(FigureText.of(1.5e15)).isEqualTo("1.500e+15");
    assertThat(FigureText.of(0)).isEqualTo("0");
    assertThat(FigureText.of(Double.POSITIVE_INFINITY)).isEqualTo("-");
  }
}
