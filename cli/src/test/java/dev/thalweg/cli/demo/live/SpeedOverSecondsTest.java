package dev.thalweg.cli.demo.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedOverSecondsTest {
  private long nowNs = Long.MAX_VALUE - 2_000_000_000L; // a nano time may overflow
  private final SpeedOverSeconds speed = new SpeedOverSeconds(() -> nowNs);

  private void passMs(long ms) {
    nowNs += ms * 1_000_000;
  }

  @Test
  void speed_isZeroAtFirst() {
    assertThat(speed.perSecond(500)).isZero();
    assertThat(speed.perSecond(900)).isZero();
  }

  @Test
  void speed_isSamplesByTheSecondsBetween() {
    // Given
    double unused = speed.perSecond(1_000);

    // When
    passMs(500);

    // Then
    assertThat(speed.perSecond(2_000)).isEqualTo(2_000);
  }

  @Test
  void speed_forgetsWhatIsLongerAgoThanThreeSeconds() {
    // Given a second at 1,000 per second, then 100 per second
    double last = speed.perSecond(0);
    passMs(1_000);
    assertThat(speed.perSecond(1_000)).isEqualTo(1_000);

    // When
    for (int second = 1; second <= 5; second++) {
      passMs(1_000);
      last = speed.perSecond(1_000 + 100L * second);
    }

    // Then
    assertThat(last).isEqualTo(100);
  }

  @Test
  void speed_isZeroAfterALongPause() {
    // Given
    double unused = speed.perSecond(0);

    // When
    passMs(3_001);

    // Then
    assertThat(speed.perSecond(1_000)).isZero();
  }
}
