package dev.thalweg.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C and SIGTERM as something to wait for. The main thread closes everything in its own order;
 * the virtual machine's shutdown waits for it, but not for ever.
 */
public final class StopSignal implements AutoCloseable {
  /**
   * Then the process ends anyway, and its children by the end of their input: within 10 s of the
   * request in all. What is not closed by then loses nothing, by the design of the log.
   */
  private static final Duration CLOSE_MAX = Duration.ofSeconds(8);

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "shutdown");

  public StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void onShutdown() {
    request();
    try {
      if (!closed.await(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("thalweg: not everything stopped in time; ending anyway.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRequested() {
    return requested.isDone();
  }

  /** Runs this on the first request, or at once when there was one. */
  public void onRequest(Runnable action) {
    CompletableFuture<Void> unused = requested.thenRun(action);
  }

  void request() {
    requested.complete(null);
  }

  /** Waits for a request to stop; true when one has come. */
  public boolean await(Duration timeout) {
    try {
      requested.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request can't fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Tells a shutdown that waits that everything is closed. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown is under way: it was waiting for this.
    }
  }
}
