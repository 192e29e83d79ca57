package dev.thalweg.cli.tasks;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs some tasks at once. */
public final class SideBySide {
  private SideBySide() {}

  /** Returns when all have ended; throws what one of them threw. */
  public static void run(List<Runnable> tasks) {
    run(tasks, tasks.size());
  }

  /** The same with so many of them at a time. */
  public static void run(List<Runnable> tasks, int threadCount) {
    ExecutorService threads = Executors.newFixedThreadPool(threadCount);
    try {
      join(
          CompletableFuture.allOf(
              tasks.stream()
                  .map(task -> CompletableFuture.runAsync(task, threads))
                  .toArray(CompletableFuture[]::new)));
    } finally {
      threads.shutdown();
    }
  }

  /** Returns when a task has ended; throws what it threw, as it was. */
  public static void join(CompletableFuture<Void> task) {
    try {
      Void unused = task.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
