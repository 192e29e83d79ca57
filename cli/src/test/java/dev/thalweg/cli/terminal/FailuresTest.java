package dev.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import dev.thalweg.cli.Thalweg;
import dev.thalweg.schemas.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FailuresTest {
  private static final String SENTENCE = "The broker is gone: start it.";

  /** Fails as it is told to. */
  @Command(name = "failing")
  static final class Failing implements Callable<Integer> {
    private final Throwable failure;

    @Option(names = "--verbose")
    boolean verbose;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }

  private static Run run(Exception failure, String... args) {
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new Failing(failure))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(new Failures())
            .setParameterExceptionHandler(new Failures())
            .execute(args);
    return new Run(exitCode, "", err.toString());
  }

  private static Run told(String sentence) {
    return new Run(1, "", "thalweg: " + sentence + System.lineSeparator());
  }

  @Test
  void userException_isItsSentence() {
    assertThat(run(new UserException(SENTENCE))).isEqualTo(told(SENTENCE));
  }

  @Test
  void illegalArgument_isItsSentence() {
    assertThat(run(new IllegalArgumentException(SENTENCE))).isEqualTo(told(SENTENCE));
  }

  @Test
  void sentence_isFoundInsideWrappers() {
    UserException cause = new UserException(SENTENCE);

    assertThat(run(new CompletionException(cause))).isEqualTo(told(SENTENCE));
    assertThat(run(new StreamsException("task 0_0", cause))).isEqualTo(told(SENTENCE));
    assertThat(run(new CompletionException(new StreamsException("task 0_0", cause))))
        .isEqualTo(told(SENTENCE));
  }

  @Test
  void sentence_isTheOuterOfTwo() {
    Exception inner = new IllegalArgumentException("inner");

    assertThat(run(new UserException(SENTENCE, inner))).isEqualTo(told(SENTENCE));
  }

  @Test
  void missingRight_isNamedWithWhatToDo() {
    assertThat(
            Failures.sentence(
                new IllegalStateException(new TopicAuthorizationException(Set.of("p.samples")))))
        .startsWith("The cluster does not give this user the right Read on topic p.samples (")
        .endsWith("add an ACL for it.");
  }

  @Test
  void unknownFailure_isNamedWithoutATrace() {
    assertThat(run(new IllegalStateException("boom")))
        .isEqualTo(told("It failed with IllegalStateException (boom); --verbose shows where."));
  }

  @Test
  void unknownFailure_isNamedInsteadOfItsWrapper() {
    Exception boom = new IllegalStateException("boom");

    assertThat(run(new CompletionException(new ExecutionException(boom))))
        .isEqualTo(told("It failed with IllegalStateException (boom); --verbose shows where."));
    assertThat(run(new ExecutionException(new ExceptionInInitializerError(boom))))
        .isEqualTo(told("It failed with IllegalStateException (boom); --verbose shows where."));
  }

  @Test
  void platformsIllegalArgument_isNoSentence() {
    assertThat(run(new NumberFormatException("For input string: \"x\"")).err())
        .contains("NumberFormatException");
    assertThat(run(new IllegalArgumentException((String) null)).err())
        .contains("IllegalArgumentException");
  }

  @Test
  void verbose_showsTheTrace() {
    // When
    Run run = run(new UserException(SENTENCE, new IllegalStateException("boom")), "--verbose");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("thalweg: " + SENTENCE)
        .contains("\tat ", "Caused by: java.lang.IllegalStateException: boom");
  }

  @Test
  void verbose_isTheEnvironmentsToo() {
    Run quiet = CommandLines.run(Map.of(), "train");
    Run verbose = CommandLines.run(Map.of("THALWEG_VERBOSE", "true"), "train");

    assertThat(quiet.err()).hasLineCount(1).startsWith("thalweg: No cluster is given");
    assertThat(verbose.err()).startsWith(quiet.err()).contains("\tat ");
  }

  @Test
  void error_isOneSentenceToo() {
    // Given a native library that can't be loaded
    Error failure = new UnsatisfiedLinkError("no jnind4jcpu");
    StringWriter err = new StringWriter();

    // When
    int exitCode =
        Thalweg.commandLine(Map.of())
            .addSubcommand(new Failing(failure))
            .setErr(new PrintWriter(err, true))
            .execute("failing");

    // Then
    assertThat(exitCode).isEqualTo(Failures.EXIT_FAILURE);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("thalweg: A native library can't be loaded (no jnind4jcpu): ");
  }

  @Test
  void unknownOption_isAUsageErrorWithASuggestion() {
    Run run = CommandLines.run(Map.of(), "train", "--learning-rat", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("thalweg: Unknown option").contains("--learning-rate");
  }

  @Test
  void unknownCommand_isAUsageErrorWithASuggestion() {
    Run run = CommandLines.run(Map.of(), "trian");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("thalweg: ").contains("train");
  }

  @Test
  void wrongValue_isAUsageErrorThatNamesTheHelp() {
    Run run = CommandLines.run(Map.of(), "train", "--batch-size", "many");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'--batch-size'", "\"many\"", "Try \"thalweg train --help\".");
  }

  @Test
  void missingCommandAndMissingOption_areUsageErrors() {
    Run none = CommandLines.run(Map.of());
    Run noDir = CommandLines.run(Map.of(), "up");

    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("Missing required subcommand", "Try \"thalweg --help\".");
    assertThat(noDir.exitCode()).isEqualTo(2);
    assertThat(noDir.err()).contains("--dir=DIR");
  }
}
