package dev.thalweg.benchmarks.run;

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
 * A command of {@code thalweg} as a process of its own: the same virtual machine with the same
 * flags and environment as this one, which has them from {@code bin/thalweg}.
 */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration EXIT_MAX = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final Path log;

  private ServiceProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param name of the service in a sentence, without an article, such as {@code trainer}
   * @param flags of the virtual machine, besides this one's
   * @param log is written anew
   * @param arguments the command and its options
   */
  public static ServiceProcess start(
      String name, List<String> flags, Path log, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.thalweg.cli.Thalweg");
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      // A benchmark that is stopped leaves no service behind.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end of " + name));
      return new ServiceProcess(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("the " + name + " can't be launched", e);
    }
  }

  /** What it is called in a sentence, without an article. */
  public String name() {
    return name;
  }

  /** The operating system's number for it. */
  public long pid() {
    return process.pid();
  }

  /**
   * Kill -9; returns the time of it, in milliseconds of the wall clock, when the process is gone.
   */
  public long kill() {
    long atMs = System.currentTimeMillis();
    process.destroyForcibly();
    awaitExit();
    return atMs;
  }

  /**
   * SIGTERM; returns the time of it, in milliseconds of the wall clock, when the process is gone.
   */
  public long terminate() {
    long atMs = System.currentTimeMillis();
    process.destroy();
    awaitExit();
    return atMs;
  }

  /**
   * Waits for its end.
   *
   * @throws UserException when it does not end within 30 s
   */
  public void awaitExit() {
    try {
      if (!process.waitFor(EXIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new UserException(
            "The %s did not end within %d s.".formatted(name, EXIT_MAX.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while the %s was ending.".formatted(name), e);
    }
  }

  /** Throws with what it said last if it has ended. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new UserException(
          "The %s has ended with status %d: %s"
              .formatted(name, process.exitValue(), said().strip()));
    }
  }

  /** Whether it has said that it does its work; only services say so. */
  public boolean isReady() {
    return said().contains("The %s is ready".formatted(name));
  }

  /** The number that follows these words in what it said. */
  public OptionalLong saidNumber(String words) {
    return said()
        .lines()
        .filter(line -> line.startsWith(words))
        .mapToLong(line -> Long.parseLong(line.substring(words.length()).strip()))
        .findFirst();
  }

  /** All that it has said so far, on both of its streams. */
  public String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kill -9. */
  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }
}
