package dev.thalweg.benchmarks.run;

import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for nothing but time. */
public final class Pause {
  private Pause() {}

  /** Returns after so long. */
  public static void of(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted.", e);
    }
  }
}
