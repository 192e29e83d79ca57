package dev.thalweg.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTripsTest {
  private final RoundTrips roundTrips = new RoundTrips();

  @Test
  void quantiles_areThoseOfTheLaterHalf() {
    // Given: slow at first
    for (int i = 0; i < 101; i++) {
      roundTrips.add(900_000_000);
    }

    // When
    for (int i = 0; i <= 100; i++) {
      roundTrips.add(i * 1_000_000L);
    }

    // Then
    assertThat(roundTrips.quantileMs(0.5)).isEqualTo(50);
    assertThat(roundTrips.quantileMs(0.99)).isEqualTo(99);
    assertThat(roundTrips.quantileMs(1)).isEqualTo(100);
  }

  @Test
  void withoutMerges_thereIsNone() {
    assertThat(roundTrips.quantileMs(0.5)).isNaN();
  }
}
