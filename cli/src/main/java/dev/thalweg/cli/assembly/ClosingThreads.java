package dev.thalweg.cli.assembly;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes parts on threads of their own, so that one that hangs holds up neither the others nor the
 * end of the process. What goes wrong is logged: a failure that ends a service must not be replaced
 * by one of its closing.
 */
final class ClosingThreads {
  private static final Logger LOG = LoggerFactory.getLogger(ClosingThreads.class);

  private final Duration max;

  /**
   * With this bound.
   *
   * @param max of the parts that are closed side by side
   */
  ClosingThreads(Duration max) {
    this.max = max;
  }

  /** Closes them side by side; returns when all are closed, or the time is up. */
  void close(List<Part> parts) {
    List<Thread> threads = new ArrayList<>();
    for (Part part : parts) {
      Thread thread = new Thread(() -> close(part), "closing " + part.name());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    long deadlineNs = System.nanoTime() + max.toNanos();
    boolean interrupted = false;
    for (int i = 0; i < threads.size(); i++) {
      Thread thread = threads.get(i);
      while (thread.isAlive()) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (leftMs <= 0) {
          LOG.warn("{} has not stopped in time, and is left behind.", parts.get(i).name());
          thread.interrupt();
          break;
        }
        try {
          thread.join(leftMs);
        } catch (InterruptedException e) {
          interrupted =
              true; // what is open has to be closed all the same, and is in a bounded time
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Part part) {
    try {
      part.closing().run();
    } catch (RuntimeException | Error e) {
      LOG.warn("{} was not closed in order.", part.name(), e);
    }
  }
}
