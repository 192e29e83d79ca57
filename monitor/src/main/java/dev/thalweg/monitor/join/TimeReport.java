package dev.thalweg.monitor.join;

import dev.thalweg.topics.EventTime;

/**
 * Passes on how many records came since the last time, and how many of them had a time that can't
 * be: once, whichever of a process's joins asks. Not part of a transaction, so some can be told
 * twice or not at all; it is only asked whether they are many.
 */
public final class TimeReport {
  private final EventTime times;
  private long takenTold;
  private long boundedTold;

  public TimeReport(EventTime times) {
    this.times = times;
  }

  /** Is told the two numbers. */
  interface Listener {
    void told(int records, int bounded);
  }

  synchronized void tell(Listener listener) {
    long bounded = times.bounded();
    long taken = times.taken();
    if (taken > takenTold) {
      listener.told(
          (int) Math.min(Integer.MAX_VALUE, taken - takenTold),
          (int) Math.min(Integer.MAX_VALUE, bounded - boundedTold));
      takenTold = taken;
      boundedTold = bounded;
    }
  }
}
