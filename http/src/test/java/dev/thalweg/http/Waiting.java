package dev.thalweg.http;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about. */
public final class Waiting {
  private static final Duration LONG = Duration.ofSeconds(30);

  private Waiting() {}

  /** Returns when the condition holds; fails the test if that takes very long. */
  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("The condition did not come true within " + LONG);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
