package dev.thalweg.benchmarks.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bin/thalweg} as people call it.
 *
 * @param script that starts it
 */
record Program(Path script) {
  /** What marks a child's command line, near its beginning: of a long one the rest is not shown. */
  private static final Map<String, String> CHILDREN =
      Map.of("/broker-crash.log", "broker", "/registry-crash.log", "registry");

  /**
   * The one that runs this.
   *
   * @param libraries its folder of libraries, or null
   * @throws UserException if it was not started by {@code bin/thalweg}
   */
  static Program above(String libraries) {
    Path script =
        Path.of(libraries == null ? "" : libraries).resolve("../../../bin/thalweg").normalize();
    if (libraries == null || !Files.isExecutable(script)) {
      throw new UserException("A start is measured of bin/thalweg: run this with it.");
    }
    return new Program(script);
  }

  /** Runs a demo to its end. */
  Stamps demo(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("demo", "--rate", "max", "--exit-when-done"));
    arguments.addAll(options);
    Stamps.Taking taking = new Stamps.Taking();
    List<String> said = new ArrayList<>();
    long beganNs = System.nanoTime();
    Process process = start(arguments);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        taking.line(line, secondsSince(beganNs), () -> cpuOf(process.toHandle()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the demo can't be heard", e);
    }
    requireSuccess(process, said);
    Stamps stamps = taking.ended(secondsSince(beganNs));
    if (!stamps.isWhole()) {
      throw new UserException(
          "The demo did not say all that it should:\n" + String.join("\n", said));
    }
    return stamps;
  }

  /** The seconds that help takes. */
  double help(String command) {
    long beganNs = System.nanoTime();
    Process process = start(List.of(command, "--help"));
    List<String> said;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      said = lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the help can't be read", e);
    }
    requireSuccess(process, said);
    return secondsSince(beganNs);
  }

  private Process start(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("bin/thalweg can't be launched", e);
    }
  }

  private static void requireSuccess(Process process, List<String> said) {
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new UserException(
            "It ended with status %d:\n%s".formatted(status, String.join("\n", said)));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while it ran.", e);
    }
  }

  private static double secondsSince(long ns) {
    return (System.nanoTime() - ns) / 1e9;
  }

  private static Map<String, Double> cpuOf(ProcessHandle demo) {
    Map<String, Double> cpu = new HashMap<>();
    put(cpu, "thalweg", demo);
    demo.children()
        .forEach(
            child -> {
              String line = child.info().commandLine().orElse("");
              CHILDREN.forEach(
                  (mark, name) -> {
                    if (line.contains(mark)) {
                      put(cpu, name, child);
                    }
                  });
            });
    return cpu;
  }

  private static void put(Map<String, Double> cpu, String name, ProcessHandle process) {
    process
        .info()
        .totalCpuDuration()
        .map(Duration::toMillis)
        .ifPresent(ms -> cpu.put(name, ms / 1e3));
  }
}
