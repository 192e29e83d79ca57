package dev.thalweg.cli.embedded;

import java.time.Duration;

/** A point in time, on the clock that never jumps, after which a wait ends. */
record Deadline(long atNanos) {

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean isOver() {
    return remaining().isZero();
  }

  /** What is left of it; zero when it is over. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }
}
