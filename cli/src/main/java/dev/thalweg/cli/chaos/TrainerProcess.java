package dev.thalweg.cli.chaos;

import dev.thalweg.cli.embedded.child.ChildJvm;
import dev.thalweg.cli.embedded.child.LogTail;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One trainer, as a process that is started again and again. Belongs to one thread. */
final class TrainerProcess {
  private static final Duration STOP_MAX = Duration.ofSeconds(15);
  private static final Duration END_MAX = Duration.ofSeconds(5);

  private final String name;
  private final ChildJvm jvm;
  private Process process;

  TrainerProcess(String name, ChildJvm jvm) {
    this.name = name;
    this.jvm = jvm;
  }

  String name() {
    return name;
  }

  void start() {
    try {
      process =
          jvm.builder()
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.appendTo(jvm.log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UserException(
          "The trainer %s can't be launched: %s.".formatted(name, e.getMessage()), e);
    }
  }

  /** Whether it runs, or is frozen. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** kill -9; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    awaitEnd(END_MAX);
  }

  /** SIGTERM; returns when it has ended, by kill -9 when it does not in 15 s. */
  void stop() {
    process.destroy();
    if (!awaitEnd(STOP_MAX)) {
      kill();
      throw new UserException(
          "The trainer %s did not stop within %d s; its log is %s."
              .formatted(name, STOP_MAX.toSeconds(), jvm.log()));
    }
  }

  /** SIGSTOP. */
  void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  void wake() {
    signal("CONT");
  }

  /** The last lines that it logged. */
  String lastWords() {
    return "Its log is " + jvm.log() + "; it ends:\n" + LogTail.of(jvm.log());
  }

  private void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new UserException("The trainer %s can't be sent SIG%s.".formatted(name, signal));
      }
    } catch (IOException e) {
      throw new UserException(
          "There is no kill command to send SIG%s with: use a Unix.".formatted(signal), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while sending SIG" + signal + ".", e);
    }
  }

  private boolean awaitEnd(Duration max) {
    try {
      return process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
