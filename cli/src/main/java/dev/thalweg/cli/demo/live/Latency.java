package dev.thalweg.cli.demo.live;

/** Quantiles in milliseconds. */
public record Latency(long p50, long p99) {
  /** Those of a histogram. */
  public static Latency of(LatencyHistogram latencies) {
    return new Latency(latencies.quantileMs(0.5), latencies.quantileMs(0.99));
  }
}
