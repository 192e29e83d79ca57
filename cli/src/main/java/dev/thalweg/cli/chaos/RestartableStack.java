package dev.thalweg.cli.chaos;

import dev.thalweg.cli.embedded.EmbeddedStack;
import java.net.URI;
import java.nio.file.Path;

/** The broker and the registry, on the same ports after every start. */
final class RestartableStack implements AutoCloseable {
  private final Path dir;
  private final EmbeddedStack.Options samePorts;
  private EmbeddedStack stack;

  RestartableStack(Path dir) {
    this.dir = dir;
    stack = EmbeddedStack.start(dir, EmbeddedStack.Options.defaults());
    samePorts =
        new EmbeddedStack.Options(
            URI.create("kafka://" + stack.bootstrapServer()).getPort(),
            URI.create(stack.schemaRegistry()).getPort(),
            false);
  }

  String bootstrapServer() {
    return stack.bootstrapServer();
  }

  String schemaRegistry() {
    return stack.schemaRegistry();
  }

  /** Stops both in order, and starts them again. */
  void restart() {
    stack.close();
    stack = EmbeddedStack.start(dir, samePorts);
  }

  /** Kills the broker with -9, and starts both again. */
  void killBroker() {
    ProcessHandle.of(stack.brokerPid()).ifPresent(ProcessHandle::destroyForcibly);
    restart();
  }

  @Override
  public void close() {
    stack.close();
  }
}
