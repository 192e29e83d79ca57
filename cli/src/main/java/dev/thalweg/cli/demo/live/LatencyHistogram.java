package dev.thalweg.cli.demo.live;

/** Counts of latencies by the millisecond, up to a minute, in constant memory. Thread-safe. */
public final class LatencyHistogram {
  private static final int MS_MAX = 60_000;

  private final long[] countByMs = new long[MS_MAX + 1];
  private long count;

  /** Counts one; what is longer than a minute counts as that. */
  public synchronized void add(long latencyMs) {
    countByMs[(int) Math.max(0, Math.min(MS_MAX, latencyMs))]++;
    count++;
  }

  /** How many there were. */
  public synchronized long count() {
    return count;
  }

  /** The smallest latency in ms that at least this share stays within; 0 when there is none. */
  public synchronized long quantileMs(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (int ms = 0; ms <= MS_MAX && rank > 0; ms++) {
      seen += countByMs[ms];
      if (seen >= rank) {
        return ms;
      }
    }
    return 0;
  }
}
