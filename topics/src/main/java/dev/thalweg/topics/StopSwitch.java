package dev.thalweg.topics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a thread to end, and knows since when. Safe for any thread; thrown once. */
public final class StopSwitch {
  private final CountDownLatch thrown = new CountDownLatch(1);
  private volatile long thrownAtNanos;

  /** Only the first time counts. */
  public synchronized void stop() {
    if (!isThrown()) {
      thrownAtNanos = System.nanoTime();
      thrown.countDown();
    }
  }

  public boolean isThrown() {
    return thrown.getCount() == 0;
  }

  /** Whether it was thrown longer ago than this. */
  public boolean isOverdue(Duration grace) {
    return isThrown() && System.nanoTime() - thrownAtNanos > grace.toNanos();
  }

  /** What is left of this time since it was thrown, at least 1 ms; it has to be thrown. */
  public long msLeft(Duration since) {
    long passedMs = (System.nanoTime() - thrownAtNanos) / 1_000_000;
    return Math.max(1, since.toMillis() - passedMs);
  }

  /** Waits for it, at most this long; returns whether it is thrown. */
  public boolean await(Duration timeout) throws InterruptedException {
    return thrown.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
