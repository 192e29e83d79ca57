package dev.thalweg.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private long nowNs = 123;

  @Test
  void rate_doesNotDriftThoughEveryWakeUpIsLate() {
    // Given
    Pace pace = new Pace(3, () -> nowNs);

    // When: 300,000 records, each a millisecond after it was due
    for (int i = 0; i < 300_000; i++) {
      nowNs += Math.max(0, pace.untilDueNs()) + 1_000_000;
      pace.sent();
    }

    // Then: the last was due at 299,999 / 3 s, and only its own lateness shows
    assertThat(nowNs - 123).isBetween(99_999L * SECOND_NS, 100_000L * SECOND_NS);
  }

  @Test
  void firstRecord_isDueAtOnceAndTheNextAPeriodLater() {
    Pace pace = new Pace(4, () -> nowNs);

    assertThat(pace.untilDueNs()).isZero();
    pace.sent();
    assertThat(pace.untilDueNs()).isEqualTo(SECOND_NS / 4);
  }

  @Test
  void stall_isCaughtUpByAtMostASecondsWorth() {
    // Given
    Pace pace = new Pace(100, () -> nowNs);
    nowNs += 3_600 * SECOND_NS;

    // When
    int burst = 0;
    while (pace.untilDueNs() <= 0) {
      pace.sent();
      burst++;
    }

    // Then
    assertThat(burst).isBetween(100, 102);
  }

  @Test
  void maximum_isAlwaysDue() {
    Pace pace = new Pace(Double.POSITIVE_INFINITY, () -> nowNs);

    for (int i = 0; i < 10; i++) {
      assertThat(pace.untilDueNs()).isZero();
      pace.sent();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void rate_thatIsNoneIsRefused(double rate) {
    assertThatThrownBy(() -> new Pace(rate, () -> nowNs))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--rate");
  }
}
