package dev.thalweg.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something to wait for. The main thread closes everything in its own order;
 * the virtual machine's shutdown waits for it, but not for ever.
 */
final class StopSignal implements AutoCloseable {
  private static final Duration CLOSE_MAX = Duration.ofSeconds(15);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "shutdown");

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void onShutdown() {
    stop.countDown();
    try {
      if (!closed.await(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("thalweg: not everything has stopped in time; ending all the same.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRequested() {
    return stop.getCount() == 0;
  }

  void request() {
    stop.countDown();
  }

  /** Waits for a request to stop; true when one has come. */
  boolean await(Duration timeout) {
    try {
      return stop.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
