package dev.thalweg.cli.embedded.child;

import dev.thalweg.schemas.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A child that runs. It ends when this process does: the other end of its standard input is held
 * here, so an instance must stay reachable for as long as the child is wanted.
 */
public final class ChildProcess {
  private final ChildJvm jvm;
  private final Process process;
  private volatile String ready;
  private volatile String failed;

  private ChildProcess(ChildJvm jvm, Process process) {
    this.jvm = jvm;
    this.process = process;
  }

  /** Starts the child; its log of the run before is kept as {@code NAME.previous}. */
  public static ChildProcess launch(ChildJvm jvm) {
    try {
      if (Files.exists(jvm.log())) {
        Path previous = jvm.log().resolveSibling(jvm.log().getFileName() + ".previous");
        Files.move(jvm.log(), previous, StandardCopyOption.REPLACE_EXISTING);
      }
      Process process = jvm.builder().redirectError(jvm.log().toFile()).start();
      ChildProcess child = new ChildProcess(jvm, process);
      Lifeline.daemon(jvm.name() + "-answers", child::readAnswers);
      return child;
    } catch (IOException e) {
      throw new UserException(
          "The " + jvm.name() + " cannot be launched: " + e.getMessage() + ".", e);
    }
  }

  /** Reads to the end, so that the child never waits for a reader. */
  private void readAnswers() {
    try (BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = answers.readLine();
      while (line != null) {
        ChildAnswer.READY.detailIn(line).ifPresent(detail -> ready = detail);
        ChildAnswer.FAILED.detailIn(line).ifPresent(detail -> failed = detail);
        line = answers.readLine();
      }
    } catch (IOException e) {
      // The child has ended; failure() says so.
    }
  }

  /** What it said with its READY, once it has. */
  public Optional<String> ready() {
    return Optional.ofNullable(ready);
  }

  /** What went wrong, with the end of its log, if it has ended or said that it cannot go on. */
  public Optional<String> failure() {
    String reason = failed;
    if (reason == null && !process.isAlive()) {
      reason = "The embedded " + jvm.name() + " has ended with status " + process.exitValue();
    }
    if (reason == null) {
      return Optional.empty();
    }
    String tail = LogTail.of(jvm.log());
    String end = reason.endsWith(".") ? "" : ".";
    return Optional.of(
        reason + end + " Its log is " + jvm.log() + (tail.isEmpty() ? "." : "; it ends:\n" + tail));
  }

  /** Asks it to end, by the end of its standard input; returns at once. */
  public void requestStop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy();
    }
  }

  /**
   * Waits for the end of it until {@code patience} is over, then terminates it, and kills it 2 s
   * later.
   */
  public void awaitStop(Deadline patience) {
    boolean interrupted = false;
    try {
      if (endsWithin(patience.remaining())) {
        return;
      }
      process.destroy();
      if (endsWithin(Duration.ofSeconds(2))) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    process.destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean endsWithin(Duration duration) throws InterruptedException {
    return process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  public long pid() {
    return process.pid();
  }
}
