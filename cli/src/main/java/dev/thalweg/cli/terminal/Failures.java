package dev.thalweg.cli.terminal;

import dev.thalweg.cli.machine.NativeLibraries;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.BrokerAnswer;
import dev.thalweg.schemas.access.Secrets;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one sentence and an exit code. */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** The exit code of a command that could not do what it was asked. */
  public static final int EXIT_FAILURE = 1;

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("thalweg: " + sentence(failure));
    if (isVerbose(command)) {
      failure.printStackTrace(err);
    }
    err.flush();
    return EXIT_FAILURE;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    // It quotes what it does not know, which may be a mistyped --schema-registry.
    err.println("thalweg: " + Secrets.withoutUserInfo(failure.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try \"%s --help\".".formatted(command.getCommandSpec().qualifiedName()));
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** By the option's value, which a flag, the environment or the file may have set. */
  private static boolean isVerbose(CommandLine command) {
    OptionSpec option = command.getCommandSpec().findOption("--verbose");
    return option != null && Boolean.TRUE.equals(option.getValue());
  }

  /** What a person is told: the sentence of the nearest cause that has one. */
  public static String sentence(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (hasSentence(t)) {
        return t.getMessage();
      }
    }
    Optional<String> known =
        NativeLibraries.sentence(failure).or(() -> BrokerAnswer.refusal(failure, "The cluster"));
    if (known.isPresent()) {
      return known.get();
    }
    Throwable told = failure;
    while (isWrapper(told) && told.getCause() != null) {
      told = told.getCause();
    }
    return "It failed with %s (%s); --verbose shows where."
        .formatted(told.getClass().getSimpleName(), told.getMessage());
  }

  /** An exact IllegalArgumentException is the model's; its subclasses are the platform's. */
  private static boolean hasSentence(Throwable t) {
    return t instanceof UserException
        || (t.getClass() == IllegalArgumentException.class && t.getMessage() != null);
  }

  private static boolean isWrapper(Throwable t) {
    return t instanceof ExecutionException
        || t instanceof CompletionException
        || t instanceof CommandLine.ExecutionException
        || t instanceof ExceptionInInitializerError;
  }
}
