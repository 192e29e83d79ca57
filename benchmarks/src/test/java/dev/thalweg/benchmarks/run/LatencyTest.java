package dev.thalweg.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {

  @Test
  void latency_ofAThousand_isToThreeDigits() {
    // Given: 1 to 1,000 ms, the slowest first
    Histogram ns = Latency.histogram();
    for (int i = 1_000; i >= 1; i--) {
      ns.recordValue(i * 1_000_000L);
    }
    // When
    Latency latency = Latency.of(ns);
    // Then
    assertThat(latency.count()).isEqualTo(1_000);
    assertThat(latency.p50Ms()).isCloseTo(500, within(0.5));
    assertThat(latency.p99Ms()).isCloseTo(990, within(1.0));
    assertThat(latency.p999Ms()).isCloseTo(999, within(1.0));
    assertThat(latency.maxMs()).isCloseTo(1_000, within(1.0));
  }
}
