package dev.thalweg.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/thalweg} as a process of its own, without the shell around it. */
final class ThalwegProcess implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private ThalwegProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it with this home folder, so that no cache of the user's is found. */
  static ThalwegProcess start(Path home, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Djava.awt.headless=true"));
    command.add(
        "-XX:TieredStopAtLevel=1"); // they live for seconds: C2 would cost more than it gives
    command.add("-Duser.home=" + home);
    command.add(
        "-Dorg.bytedeco.javacpp.platform.extension="
            + System.getProperty("org.bytedeco.javacpp.platform.extension", ""));
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir="
            + Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.thalweg.cli.Thalweg");
    command.addAll(List.of(args));
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
      return new ThalwegProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits for its end. */
  static ThalwegProcess run(Path home, Duration timeout, String... args) {
    ThalwegProcess process = start(home, args);
    process.awaitExit(timeout);
    return process;
  }

  int awaitExit(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("It did not end within " + timeout + ".\n" + describe());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  int exitCode() {
    return process.exitValue();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  String describe() {
    return "stdout:\n%s\nstderr:\n%s".formatted(out(), err());
  }

  /** The processes that it has started, and theirs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** What Ctrl-C sends. */
  void interrupt() {
    signal("INT");
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = descendants();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
