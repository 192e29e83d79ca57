package dev.thalweg.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The requests that are being answered; after {@link #drain} no more are let in. */
final class InFlight {
  private int requests;
  private boolean draining;

  /** Lets a request in, unless it is draining. */
  synchronized boolean enter() {
    if (draining) {
      return false;
    }
    requests++;
    return true;
  }

  synchronized void leave() {
    requests--;
    notifyAll();
  }

  synchronized boolean isDraining() {
    return draining;
  }

  /** Lets nobody in from now on, and waits for those that are in; whether all have left. */
  synchronized boolean drain(Duration timeout) {
    draining = true;
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (requests > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }
}
