package dev.thalweg.cli;

import dev.thalweg.schemas.UserException;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one sentence and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("thalweg: " + sentence(failure));
    if (Boolean.TRUE.equals(parsed.expandedArgs().contains("--verbose"))) {
      failure.printStackTrace(err);
    }
    err.flush();
    return Thalweg.EXIT_FAILURE;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("thalweg: " + failure.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try \"%s --help\".".formatted(command.getCommandSpec().qualifiedName()));
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** What a person is told: the sentence of the nearest cause that has one. */
  static String sentence(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UserException || t instanceof IllegalArgumentException) {
        return t.getMessage();
      }
    }
    Throwable told = failure;
    while ((told instanceof ExecutionException || told instanceof CompletionException)
        && told.getCause() != null) {
      told = told.getCause();
    }
    return "It failed with %s (%s); --verbose shows where."
        .formatted(told.getClass().getSimpleName(), told.getMessage());
  }
}
