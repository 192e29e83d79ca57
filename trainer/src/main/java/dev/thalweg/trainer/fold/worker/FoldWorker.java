package dev.thalweg.trainer.fold.worker;

import dev.thalweg.trainer.fold.SampleFold;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A thread that folds what it is handed, while whoever hands it over goes on. Belongs to that one
 * thread, which may touch the fold while nothing is under way, and finds it then as if it had
 * folded everything itself. A failure of the fold is thrown as it is by the next call that takes
 * something back; each after it throws an {@link IllegalStateException} of it, also of an {@link
 * Error}, so that whoever closes what has failed gets by.
 */
public final class FoldWorker implements AutoCloseable {
  /** Runs that may be under way at once. */
  static final int UNDER_WAY_MAX = 8;

  /** Where a run takes longer, one alone may be under way: nobody waits long for what is. */
  private static final long SLOW_NS = 5_000_000;

  private static final long LOOK_UP_MS = 100;

  private final SampleFold fold;
  private final BlockingQueue<Run> handed = new ArrayBlockingQueue<>(UNDER_WAY_MAX);
  private final BlockingQueue<Run> folded = new ArrayBlockingQueue<>(UNDER_WAY_MAX + 1);
  private final Run end = new Run(null);
  private final Thread thread;
  private volatile Throwable failure;
  private volatile boolean closed;
  private volatile boolean slow;
  private int underWay;

  /** Whether its failure was thrown. */
  private boolean told;

  /**
   * Starts the thread.
   *
   * @param fold stays the caller's to close, after this
   * @param name of the thread
   */
  public FoldWorker(SampleFold fold, String name) {
    this.fold = fold;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether something was handed over that was not taken back. */
  public boolean isUnderWay() {
    return underWay > 0;
  }

  /** Whether so much is under way that a run has to be taken back before more is handed over. */
  public boolean isFull() {
    return underWay >= (slow ? 1 : UNDER_WAY_MAX);
  }

  /**
   * Hands records over, while it is not full.
   *
   * @param run not touched until it is taken back
   */
  public void hand(Run run) {
    handed.add(run);
    underWay++;
  }

  /** Takes back the next run if it is folded, without waiting. */
  public Optional<Run> ready() {
    return Optional.ofNullable(taken(folded.poll()));
  }

  /** Takes back the next run, and waits until it is folded; something is under way. */
  public Run next() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          Run run = taken(folded.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS));
          if (run != null) {
            return run;
          }
        } catch (InterruptedException e) {
          interrupted = true; // a step is short, and what is under way can't be left
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Run taken(Run polled) {
    // What was folded before a failure comes first, also where both came right after the poll.
    Run run = polled == null && failure != null ? folded.poll() : polled;
    if (run == null || run == end) {
      requireGoing();
      return null;
    }
    underWay--;
    return run;
  }

  private void requireGoing() {
    if (failure == null) {
      return;
    }
    if (told) {
      throw new IllegalStateException("the fold has failed", failure);
    }
    told = true;
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private void run() {
    try {
      while (!closed) {
        Run run = handed.take();
        if (run != end) {
          fold(run);
          folded.add(run);
        }
      }
    } catch (InterruptedException e) {
      fail(new IllegalStateException("the thread of the fold was interrupted", e));
    } catch (RuntimeException | Error e) { // also one of the native library: who waits tells it
      fail(e);
    }
  }

  /** Needs no memory, of which there may be none. */
  private void fail(Throwable thrown) {
    failure = thrown;
    folded.add(end);
  }

  private void fold(Run run) {
    long startNs = System.nanoTime();
    run.foldInto(fold, () -> closed);
    slow = System.nanoTime() - startNs > SLOW_NS;
  }

  /** Waits for the step that is under way; what is left is not folded. */
  @Override
  public void close() {
    closed = true;
    handed.clear();
    handed.add(end);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
