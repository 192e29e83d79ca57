package dev.thalweg.benchmarks.run;

import dev.thalweg.cli.embedded.EmbeddedStack;
import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An embedded broker and registry in a temporary directory, which goes when it is closed. */
public final class TemporaryStack implements AutoCloseable {
  private final Path dir;
  private final EmbeddedStack stack;

  public TemporaryStack() {
    try {
      dir = Files.createTempDirectory("thalweg-benchmark");
    } catch (IOException e) {
      throw new UncheckedIOException("there is no room for a temporary directory", e);
    }
    stack = EmbeddedStack.start(dir, EmbeddedStack.Options.defaults());
  }

  public Connection connection() {
    return new Connection(stack.bootstrapServer(), stack.schemaRegistry(), Map.of(), true);
  }

  /** The broker's process. */
  public long brokerPid() {
    return stack.brokerPid();
  }

  /** The registry's process. */
  public long registryPid() {
    return stack.registryPid();
  }

  /** The stack's own folder, by which other processes join it. */
  public Path dir() {
    return dir;
  }

  /** A file or folder that goes with the stack. */
  public Path folder(String name) {
    return dir.resolve(name);
  }

  /** Stops both services, within 10 s, and deletes what they have written. */
  @Override
  public void close() {
    stack.close();
    try (Stream<Path> all = Files.walk(dir)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A temporary directory that stays is the operating system's to sweep.
    }
  }
}
