package dev.thalweg.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The program's own command tree, without the process's environment and streams. */
public final class CommandLines {
  private CommandLines() {}

  /** What a run came to. */
  public record Run(int exitCode, String out, String err) {}

  public static Run run(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Thalweg.commandLine(environment, args)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int exitCode = commandLine.execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Parses only, and gives the command that would run, such as {@code TrainCommand}. */
  public static <T> T parse(Class<T> type, Map<String, String> environment, String... args) {
    return type.cast(leaf(environment, args).userObject());
  }

  /** Parses only, and gives the options of one kind that the command takes. */
  public static <O> O options(Class<O> type, Map<String, String> environment, String... args) {
    return leaf(environment, args).mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Parses only, and gives the value of one option, such as {@code --seed}. */
  public static Object value(String option, Map<String, String> environment, String... args) {
    return leaf(environment, args).findOption(option).getValue();
  }

  private static CommandSpec leaf(Map<String, String> environment, String... args) {
    CommandLine.ParseResult parsed = Thalweg.commandLine(environment, args).parseArgs(args);
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    return parsed.commandSpec();
  }
}
