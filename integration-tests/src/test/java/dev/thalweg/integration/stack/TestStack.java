package dev.thalweg.integration.stack;

import dev.thalweg.schemas.Connection;
import java.nio.file.Path;

/**
 * A broker and a registry, which all tests of a run share, each with pipelines of its own; and what
 * can befall the broker. It keeps its addresses and its data whatever befalls it.
 */
public interface TestStack {
  /** How to reach both. */
  Connection connection();

  /** The home folder of the processes that use it; it goes when the stack does. */
  Path home();

  /** SIGTERM, and a start. */
  void restart();

  /** kill -9 for the broker, and a start. */
  void killBrokerAndRestart();

  /** The broker stands still until {@link #thawBroker}. */
  void freezeBroker();

  void thawBroker();
}
