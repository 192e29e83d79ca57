package dev.thalweg.cli.service;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A running service as the commands see it.
 *
 * @param completion done when it has ended by itself, with its failure if there was one
 * @param closing stops it, in a bounded time
 */
public record Service(
    String name,
    Runnable starting,
    BooleanSupplier ready,
    CompletableFuture<Void> completion,
    Runnable closing)
    implements AutoCloseable {

  /** Throws its failure when it has one. */
  public void check() {
    if (completion.isCompletedExceptionally()) {
      completion.join();
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
