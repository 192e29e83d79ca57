package dev.thalweg.scorer.http.models;

import dev.thalweg.http.route.ProblemException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Threads for what may wait or take long; what finds no room in their queue is turned away. */
public final class BoundedWork implements AutoCloseable {
  private final ExecutorService threads;

  public BoundedWork(String name, int threads, int waitingMax) {
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waitingMax),
            runnable -> {
              Thread thread = new Thread(runnable, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  public <T> CompletableFuture<T> submit(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads);
    } catch (RejectedExecutionException e) {
      throw ProblemException.tooMany("Too many such requests are waiting already; try again soon.");
    }
  }

  /** What waits is given up. */
  @Override
  public void close() {
    var unused = threads.shutdownNow();
  }
}
