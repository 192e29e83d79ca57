package dev.thalweg.benchmarks.recovery;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * {@code thalweg train} as a process of its own: the same virtual machine with the same flags and
 * environment as this one, which has them from {@code bin/thalweg}.
 */
final class TrainerProcess implements AutoCloseable {
  private static final Duration EXIT_MAX = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;

  private TrainerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param flags of the virtual machine, besides this one's
   * @param log is written anew
   * @param options of {@code train}
   */
  static TrainerProcess start(List<String> flags, Path log, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.thalweg.cli.Thalweg", "train"));
    command.addAll(options);
    try {
      return new TrainerProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException("the trainer can't be launched", e);
    }
  }

  /**
   * Kill -9; returns the time of it, in milliseconds of the wall clock, when the process is gone.
   */
  long kill() {
    long atMs = System.currentTimeMillis();
    process.destroyForcibly();
    awaitExit();
    return atMs;
  }

  /**
   * SIGTERM; returns the time of it, in milliseconds of the wall clock, when the process is gone.
   */
  long terminate() {
    long atMs = System.currentTimeMillis();
    process.destroy();
    awaitExit();
    return atMs;
  }

  void awaitExit() {
    try {
      if (!process.waitFor(EXIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new UserException(
            "The trainer did not end within %d s.".formatted(EXIT_MAX.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while the trainer was ending.", e);
    }
  }

  /** Throws with what it said last if it has ended. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new UserException(
          "The trainer has ended with status %d: %s"
              .formatted(process.exitValue(), said().strip()));
    }
  }

  boolean isReady() {
    return said().contains("The trainer is ready");
  }

  /** The number that follows these words in what it said. */
  OptionalLong saidNumber(String words) {
    return said()
        .lines()
        .filter(line -> line.startsWith(words))
        .mapToLong(line -> Long.parseLong(line.substring(words.length()).strip()))
        .findFirst();
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }
}
