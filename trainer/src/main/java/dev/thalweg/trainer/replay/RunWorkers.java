package dev.thalweg.trainer.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The threads of a replay. Each run belongs to one of them, so that no outcome depends on how many
 * there are. A thread that is behind makes the reader wait.
 */
final class RunWorkers implements AutoCloseable {
  private static final int BATCHES_AHEAD_MAX = 4;
  private static final long LOOK_UP_MS = 100;

  /** An empty batch is the last one. */
  private static final List<PassItem> END = List.of();

  private final List<Worker> workers = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  /** Starts the threads; the runs stay the caller's to close, after the workers. */
  RunWorkers(List<ReplayRun> runs, int threads) {
    for (int i = 0; i < Math.min(threads, runs.size()); i++) {
      workers.add(new Worker());
    }
    // The dearest first, each to the thread that has least to do.
    runs.stream()
        .sorted(Comparator.comparingDouble((ReplayRun r) -> -r.candidate().costPerSample()))
        .forEach(
            run ->
                workers.stream()
                    .min(Comparator.comparingDouble(worker -> worker.cost))
                    .orElseThrow()
                    .add(run));
    for (Worker worker : workers) {
      worker.thread.start();
    }
  }

  /**
   * Hands records over to all runs; waits while one is too far behind.
   *
   * @param batch not empty, and no longer changed
   * @throws WakeupException when it was stopped
   */
  void hand(List<PassItem> batch) {
    for (Worker worker : workers) {
      worker.put(batch);
    }
  }

  /** Waits until all that was handed over is consumed. */
  void finish() {
    for (Worker worker : workers) {
      worker.put(END);
    }
    join();
    requireGoing();
  }

  /** Makes every wait end; may be called from any thread. */
  void stop() {
    stopped = true;
  }

  private void requireGoing() {
    if (failure.get() != null) {
      throw new CompletionException(failure.get());
    }
    if (stopped) {
      throw new WakeupException();
    }
  }

  /** To their end even when interrupted: the runs that they use are closed next. */
  private void join() {
    boolean interrupted = false;
    for (Worker worker : workers) {
      while (worker.thread.isAlive()) {
        try {
          worker.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          stop();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the threads, which end after the sample that they are at. */
  @Override
  public void close() {
    stop();
    join();
  }

  private final class Worker implements Runnable {
    private final BlockingQueue<List<PassItem>> queue = new ArrayBlockingQueue<>(BATCHES_AHEAD_MAX);
    private final List<ReplayRun> runs = new ArrayList<>();
    private final Thread thread = new Thread(this, "replay");
    private double cost;

    void add(ReplayRun run) {
      runs.add(run);
      cost += run.candidate().costPerSample();
    }

    void put(List<PassItem> batch) {
      try {
        do {
          requireGoing();
        } while (!queue.offer(batch, LOOK_UP_MS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WakeupException();
      }
    }

    @Override
    public void run() {
      try {
        while (!stopped) {
          List<PassItem> batch = queue.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS);
          if (batch == null) {
            continue;
          }
          if (batch.isEmpty()) {
            return;
          }
          consume(batch);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Throwable t) { // an Error too, of the native library say: the reader tells it
        failure.compareAndSet(null, t);
      }
    }

    /** One run after the other, so that one network at a time is in the processor's cache. */
    private void consume(List<PassItem> batch) {
      for (ReplayRun run : runs) {
        for (PassItem item : batch) {
          if (stopped) {
            return;
          }
          item.into(run);
        }
      }
    }
  }
}
