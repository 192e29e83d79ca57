package dev.thalweg.cli.embedded.child;

import java.time.Duration;

/** A point in time, on the clock that never jumps, after which a wait ends. */
public record Deadline(long atNanos) {

  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  public boolean isOver() {
    return remaining().isZero();
  }

  /** What is left of it; zero when it is over. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }
}
