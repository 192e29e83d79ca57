package dev.thalweg.cli.demo.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.demo.live.Prequential;
import org.junit.jupiter.api.Test;

class CsvFiguresTest {
  private static final double NONE = Double.NaN;

  private static String text(long samples, Prequential prequential, long version) {
    return new CsvFigures(1_200, 45_312, samples, 850.4, prequential, version, 12).text();
  }

  @Test
  void classes_areShownBesideTheLastLabelAgain() {
    assertThat(text(1_100, new Prequential(0.863, 0.8533, 0.7, NONE, NONE, NONE, NONE), 1_000))
        .isEqualTo(
            "rows 1,200/45,312  learned 1,100  850/s  test-then-train 86.30% (no change 85.33%)"
                + "  version 1,000  latency 12 ms");
  }

  @Test
  void numbers_areShownBesideTheLastValueAgain() {
    assertThat(text(1_100, new Prequential(NONE, NONE, NONE, 0.0594, 0.1, 0.5, 0.07), 1_000))
        .contains("test-then-train error 0.05940 (last value 0.07000)");
  }

  @Test
  void nothing_isShownBeforeTheFirstSample() {
    assertThat(text(0, new Prequential(NONE, NONE, NONE, NONE, NONE, NONE, NONE), -1))
        .contains("learned 0  850/s  test-then-train -  no snapshot yet");
  }
}
