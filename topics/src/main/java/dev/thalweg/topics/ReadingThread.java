package dev.thalweg.topics;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of somebody who reads: it takes turn after turn until it is stopped or a turn fails,
 * closes what it has used in the thread that used it, and tells how it ended.
 */
public final class ReadingThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadingThread.class);
  private static final long JOIN_MS = 3_000;
  private static final long JOIN_INTERRUPTED_MS = 1_000;

  /** What the thread does. */
  public interface Work {
    /** A turn; waits for a moment at most. A failure ends the thread. */
    void turn();

    /**
     * Ends at once what a turn waits for; called by another thread. Nothing, where that is soon.
     */
    default void wakeup() {}

    /** Closes what the turns have used; once, and also when there was none. */
    void close();
  }

  private final Work work;
  private final UnaryOperator<Throwable> explained;
  private final StopSwitch stop;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Thread thread;

  /**
   * Not started as yet.
   *
   * @param stop ends it when it is thrown; shared with the work, whose waiting it ends too
   * @param explained makes a failure something that a person can mend
   */
  public ReadingThread(
      String name, StopSwitch stop, Work work, UnaryOperator<Throwable> explained) {
    this.work = work;
    this.stop = stop;
    this.explained = explained;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Once only. */
  public void start() {
    thread.start();
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  private void run() {
    Throwable failure = null;
    try {
      while (!stop.isThrown()) {
        work.turn();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    boolean unused = Thread.interrupted(); // that was for the turn; clients call it an error
    closeWork();
    if (failure == null || stop.isThrown()) {
      completion.complete(null); // an interrupted client may throw anything
    } else {
      completion.completeExceptionally(explained.apply(failure));
    }
  }

  private void closeWork() {
    try {
      work.close();
    } catch (RuntimeException e) {
      LOG.debug("{} was not closed in order.", thread.getName(), e);
    }
  }

  /** Waits, for at most this long, unless it is stopped. */
  public static void pause(StopSwitch stop, Duration atMost) {
    try {
      boolean unused = stop.await(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end, without waiting. */
  public void stop() {
    stop.stop();
  }

  /**
   * Within 4 s: a turn that does not return in 3 s is interrupted, and then left to itself. Where
   * the thread closes itself, it ends after this turn.
   */
  @Override
  public void close() {
    stop.stop();
    if (thread.getState() == Thread.State.NEW && !completion.isDone()) {
      closeWork();
      completion.complete(null);
      return;
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    work.wakeup();
    try {
      thread.join(JOIN_MS);
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(JOIN_INTERRUPTED_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
