package dev.thalweg.benchmarks.run;

import org.HdrHistogram.Histogram;

/**
 * How long some took, each from the time at which it was due: what waits because something before
 * it was slow, is late by that too.
 *
 * @param p50Ms milliseconds, to three digits
 */
public record Latency(long count, double p50Ms, double p99Ms, double p999Ms, double maxMs) {
  private static final int DIGITS = 3;
  private static final double NS_PER_MS = 1e6;

  /** An empty histogram of nanoseconds, for one thread. */
  public static Histogram histogram() {
    return new Histogram(DIGITS);
  }

  /** Of at least one measurement in nanoseconds. */
  public static Latency of(Histogram ns) {
    return new Latency(
        ns.getTotalCount(),
        ms(ns.getValueAtPercentile(50)),
        ms(ns.getValueAtPercentile(99)),
        ms(ns.getValueAtPercentile(99.9)),
        ms(ns.getMaxValue()));
  }

  private static double ms(long ns) {
    return Math.round(ns / NS_PER_MS * 1e3) / 1e3;
  }
}
