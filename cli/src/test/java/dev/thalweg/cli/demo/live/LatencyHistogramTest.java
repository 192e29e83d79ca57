package dev.thalweg.cli.demo.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private final LatencyHistogram latencies = new LatencyHistogram();

  @Test
  void quantile_isZeroOfNothing() {
    assertThat(latencies.count()).isZero();
    assertThat(latencies.quantileMs(0.5)).isZero();
    assertThat(latencies.quantileMs(0.99)).isZero();
  }

  @Test
  void quantile_isTheSmallestThatTheShareStaysWithin() {
    // Given 1 to 100 ms, in another order
    for (int i = 0; i < 100; i++) {
      latencies.add(i * 37 % 100 + 1);
    }

    // Then
    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.quantileMs(0.01)).isEqualTo(1);
    assertThat(latencies.quantileMs(0.5)).isEqualTo(50);
    assertThat(latencies.quantileMs(0.501)).isEqualTo(51);
    assertThat(latencies.quantileMs(0.99)).isEqualTo(99);
    assertThat(latencies.quantileMs(1)).isEqualTo(100);
  }

  @Test
  void quantiles_areThatOfASingleOne() {
    latencies.add(7);

    assertThat(latencies.quantileMs(0.5)).isEqualTo(7);
    assertThat(latencies.quantileMs(0.99)).isEqualTo(7);
  }

  @Test
  void latency_isHeldWithinZeroAndAMinute() {
    // Given one by a clock that was set back, and one that took an hour
    latencies.add(-5);
    latencies.add(3_600_000);

    // Then
    assertThat(latencies.count()).isEqualTo(2);
    assertThat(latencies.quantileMs(0.5)).isZero();
    assertThat(latencies.quantileMs(1)).isEqualTo(60_000);
  }
}
