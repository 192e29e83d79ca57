package dev.thalweg.integration.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/thalweg} as a process of its own, without the shell around it. It heeds Ctrl-C also
 * where this virtual machine was started to ignore it; see {@link Launcher}.
 */
public final class ThalwegProcess implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private ThalwegProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it with this home folder, so that no cache of the user's is found. */
  public static ThalwegProcess start(Path home, String... args) {
    return start(home, Map.of(), args);
  }

  /** The same, with more in its environment. */
  public static ThalwegProcess start(Path home, Map<String, String> environment, String... args) {
    return start(home, environment, ClassArchive.flags(), ClassArchive.classPath(), args);
  }

  /** The same with so many megabytes of heap. */
  public static ThalwegProcess startSmall(Path home, int heapMb, String... args) {
    List<String> flags = new ArrayList<>(ClassArchive.flags());
    flags.add("-Xmx" + heapMb + "m"); // the last one counts
    return start(home, Map.of(), flags, ClassArchive.classPath(), args);
  }

  /** The same, as what another program starts, such as one that gives it another file system. */
  public static ThalwegProcess startUnder(List<String> program, Path home, String... args) {
    return start(home, Map.of(), program, ClassArchive.flags(), ClassArchive.classPath(), args);
  }

  /** Starts it with these flags of the virtual machine, on this class path. */
  static ThalwegProcess startWith(Path home, List<String> flags, String classPath, String... args) {
    return start(home, Map.of(), flags, classPath, args);
  }

  private static ThalwegProcess start(
      Path home,
      Map<String, String> environment,
      List<String> archive,
      String classPath,
      String... args) {
    return start(home, environment, List.of(), archive, classPath, args);
  }

  private static ThalwegProcess start(
      Path home,
      Map<String, String> environment,
      List<String> program,
      List<String> archive,
      String classPath,
      String... args) {
    List<String> command = new ArrayList<>(program);
    command.addAll(Launcher.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Djava.awt.headless=true"));
    // They live for seconds: C2 would cost more than it gives, and C1 does for what runs often.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=4"));
    command.addAll(archive);
    command.add("-Duser.home=" + home);
    command.add(
        "-Dorg.bytedeco.javacpp.platform.extension="
            + System.getProperty("org.bytedeco.javacpp.platform.extension", ""));
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir="
            + Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
    command.addAll(List.of("-cp", classPath));
    command.add("dev.thalweg.cli.Thalweg");
    command.addAll(List.of(args));
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
      builder.environment().putAll(environment);
      return new ThalwegProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits for its end. */
  public static ThalwegProcess run(Path home, Duration timeout, String... args) {
    ThalwegProcess process = start(home, args);
    process.awaitExit(timeout);
    return process;
  }

  public int awaitExit(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("It did not end within " + timeout + ".\n" + describe());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  public int exitCode() {
    return process.exitValue();
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  public String describe() {
    return "stdout:\n%s\nstderr:\n%s".formatted(out(), err());
  }

  /** The processes that it has started, and theirs. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** What Ctrl-C sends. */
  public void interrupt() {
    signal("INT");
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
  }

  /** SIGTERM: what a supervisor sends. */
  public void terminate() {
    signal("TERM");
  }

  /** SIGSTOP: it stands still until {@link #thaw}. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The child of it that runs this main class. */
  public ProcessHandle child(String mainClass) {
    return descendants().stream()
        .filter(child -> commandLine(child).contains(mainClass))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No child runs " + mainClass + ".\n" + describe()));
  }

  /** Not by ProcessHandle.Info, which has no arguments for a class path as long as this one's. */
  private static String commandLine(ProcessHandle child) {
    try {
      Process ps =
          new ProcessBuilder("ps", "-ww", "-o", "args=", "-p", Long.toString(child.pid())).start();
      return new String(ps.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    signal(process.toHandle(), name);
  }

  /** Sends a signal to a process that was started here, or by one that was. */
  public static void signal(ProcessHandle started, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(started.pid())).start().waitFor();
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
