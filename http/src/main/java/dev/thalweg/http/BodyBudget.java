package dev.thalweg.http;

import dev.thalweg.http.route.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that all bodies take together, from their first byte to their answer. */
final class BodyBudget {
  private final long bytesMax;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  long taken() {
    return taken.get();
  }

  /** One request's part. */
  Share share() {
    return new Share();
  }

  /** What one request holds; given back once, whatever comes after. */
  final class Share {
    private long held;
    private boolean closed;

    /**
     * Takes more.
     *
     * @throws ProblemException when there is no more
     */
    synchronized void take(long bytes) {
      if (closed) {
        throw ProblemException.unavailable("The request has been given up.");
      }
      if (taken.addAndGet(bytes) > bytesMax) {
        taken.addAndGet(-bytes);
        throw ProblemException.unavailable("Too much is being sent at once; try again soon.");
      }
      held += bytes;
    }

    synchronized void giveBack() {
      if (!closed) {
        closed = true;
        taken.addAndGet(-held);
      }
    }
  }
}
