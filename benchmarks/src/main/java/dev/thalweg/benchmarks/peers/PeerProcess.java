package dev.thalweg.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.benchmarks.peers.worker.Worker;
import dev.thalweg.schemas.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A peer that runs: between two questions it waits, and takes no time of the others. */
final class PeerProcess implements AutoCloseable {
  private static final long EXIT_MAX_S = 10;

  /** One thread each, whatever the library calls it. */
  private static final Map<String, String> ONE_THREAD =
      Map.of(
          "OMP_NUM_THREADS", "1",
          "OPENBLAS_NUM_THREADS", "1",
          "MKL_NUM_THREADS", "1",
          "TF_NUM_INTRAOP_THREADS", "1",
          "TF_NUM_INTEROP_THREADS", "1",
          "TF_CPP_MIN_LOG_LEVEL", "2");

  /**
   * What a slice came to.
   *
   * @param cpuNs of the whole process
   */
  record Slice(long samples, long ns, long cpuNs) {
    double perSecond() {
      return samples * 1e9 / ns;
    }

    double perCpuSecond() {
      return samples * 1e9 / cpuNs;
    }
  }

  private final PeerProgram program;
  private final Process process;
  private final Path log;
  private final BufferedReader answers;
  private final Writer questions;
  private final String library;

  /**
   * Starts it, and waits until it has read the images.
   *
   * @param digits what it learns
   * @param folder for its log
   * @throws UserException if it ends instead, with the last that it said
   */
  PeerProcess(PeerProgram program, Path digits, Path folder) {
    this.program = program;
    log = folder.resolve("%s-%d.log".formatted(program.library(), program.batch()));
    ProcessBuilder builder =
        new ProcessBuilder(program.commandFor(digits)).redirectError(log.toFile());
    builder.environment().putAll(ONE_THREAD);
    if (PeerProgram.FETCHED.containsKey(program.library())) {
      builder.environment().remove("OPENBLAS_CORETYPE"); // pinned for Thalweg's weights alone
    }
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UserException(
          "%s can't be launched: %s".formatted(program.name(), e.getMessage()), e);
    }
    answers = process.inputReader(UTF_8);
    questions = process.outputWriter(UTF_8);
    library = answer();
  }

  PeerProgram program() {
    return program;
  }

  /** Name and version of its library. */
  String library() {
    return library;
  }

  /** Right answers by the images tested, after one pass over the others. */
  double accuracy() {
    long[] numbers = ask("pass");
    return (double) numbers[1] / numbers[0];
  }

  /** Learns for so many seconds. */
  Slice slice(double seconds) {
    long[] numbers = ask("slice " + Math.round(seconds * 1000));
    return new Slice(numbers[0], numbers[1], numbers[2]);
  }

  private long[] ask(String question) {
    try {
      questions.write(question + "\n");
      questions.flush();
    } catch (IOException e) {
      throw ended(e);
    }
    return Arrays.stream(answer().split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  private String answer() {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(Worker.ANSWER)) {
          return line.substring(Worker.ANSWER.length());
        }
      }
      throw ended(null);
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private UserException ended(IOException cause) {
    String said = "";
    try {
      said = Files.readString(log, UTF_8).strip();
    } catch (IOException e) {
      // It said nothing, then.
    }
    int most = 2_000;
    return new UserException(
        "%s has ended early: %s"
            .formatted(program.name(), said.substring(Math.max(0, said.length() - most))),
        cause);
  }

  /** Ends it, within 10 s. */
  @Override
  public void close() {
    try {
      questions.close();
      if (process.waitFor(EXIT_MAX_S, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
