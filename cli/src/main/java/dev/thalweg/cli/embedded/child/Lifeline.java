package dev.thalweg.cli.embedded.child;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ties a child to its parent, inside the child. The parent holds the other end of standard input
 * and never writes to it; the kernel closes it however the parent ends, so its end is the one
 * signal that comes after {@code kill -9} too.
 */
public final class Lifeline {
  private Lifeline() {}

  /**
   * Exits with status 0 at the end of {@code input}. From here on every exit, this one or one by
   * SIGTERM, takes at most {@code exitMax}: what its shutdown hooks have not done by then is left.
   */
  public static void attach(InputStream input, Duration exitMax) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> haltAfter(exitMax, 1), "exit-limit"));
    daemon(
        "parent-watch",
        () -> {
          awaitEnd(input);
          System.exit(0);
        });
  }

  /** Ends this virtual machine without its shutdown hooks after {@code delay}; returns at once. */
  public static void haltAfter(Duration delay, int status) {
    daemon(
        "halt",
        () -> {
          try {
            Thread.sleep(delay.toMillis());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(status);
        });
  }

  static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitEnd(InputStream input) {
    byte[] ignored = new byte[64];
    try {
      while (input.read(ignored) >= 0) {
        // Nothing is ever said on this stream; only its end means something.
      }
    } catch (IOException e) {
      // A broken pipe is the same news.
    }
  }
}
