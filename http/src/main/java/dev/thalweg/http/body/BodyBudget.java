package dev.thalweg.http.body;

import dev.thalweg.http.route.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that all bodies take together, from their first byte to their answer. */
public final class BodyBudget {
  private final long bytesMax;
  private final AtomicLong taken = new AtomicLong();

  public BodyBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Bytes that are taken now. */
  public long taken() {
    return taken.get();
  }

  /** One request's part. */
  public Share share() {
    return new Share();
  }

  /** What one request holds; given back once, whatever comes after. */
  public final class Share {
    private long held;
    private boolean closed;

    /**
     * Takes more.
     *
     * @throws ProblemException when there is no more
     */
    public synchronized void take(long bytes) {
      if (closed) {
        throw ProblemException.unavailable("The request has been given up.");
      }
      if (taken.addAndGet(bytes) > bytesMax) {
        taken.addAndGet(-bytes);
        throw ProblemException.unavailable("Too much is being sent at once; try again soon.");
      }
      held += bytes;
    }

    /** Gives all of it back; once is enough. */
    public synchronized void giveBack() {
      if (!closed) {
        closed = true;
        taken.addAndGet(-held);
      }
    }
  }
}
