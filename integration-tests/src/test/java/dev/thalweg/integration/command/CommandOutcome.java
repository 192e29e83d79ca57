package dev.thalweg.integration.command;

import dev.thalweg.cli.Thalweg;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/**
 * What a command that ran inside this virtual machine came to.
 *
 * @param exitCode that the process would have ended with
 * @param out what it printed
 * @param err what it printed for people who watch it
 */
public record CommandOutcome(int exitCode, String out, String err) {
  /**
   * Runs a command to its end, without the environment. Not for {@code watch}, {@code demo} and
   * {@code chaos}, which print to the process's own output.
   */
  public static CommandOutcome of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Thalweg.commandLine(Map.of(), args);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int exitCode = commandLine.execute(args);
    return new CommandOutcome(exitCode, out.toString(), err.toString());
  }

  /** For a failure. */
  public String describe() {
    return "stdout:\n%s\nstderr:\n%s".formatted(out, err);
  }
}
