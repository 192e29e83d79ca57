package dev.thalweg.cli;

import dev.thalweg.cli.cluster.DefaultValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the reference page of the commands from what the commands declare. */
public final class CommandReference {
  private static final String INTRODUCTION =
      """
      # Commands

      This page is generated from the commands; `CommandReferenceTest` fails when it differs.

      `bin/thalweg COMMAND [OPTIONS]`. Each option can be set in four places, the first of which wins:

      1. the flag: `--learning-rate 0.002`
      2. the environment variable in its table: `THALWEG_LEARNING_RATE=0.002`
      3. the `--command-config` file: `thalweg.learning-rate=0.002`
      4. its default

      Every command accepts `--help`; `thalweg --version` prints the version. Exit codes: 0 if the
      command did its work or was stopped; 1 if it could not, with a sentence that says why; 2 for a
      wrong command line.
      """;

  private static final Pattern TOLD_DEFAULT = Pattern.compile(" \\(default: ([^()]*)\\)\\.$");

  private CommandReference() {}

  static String page() {
    CommandSpec root = Thalweg.commandLine(Map.of()).getCommandSpec();
    StringBuilder page = new StringBuilder(INTRODUCTION);
    commands(root).stream().filter(command -> command != root).forEach(c -> append(page, c));
    return page.toString();
  }

  /** A command and all below it, in the order of their declaration. */
  public static List<CommandSpec> commands(CommandSpec command) {
    List<CommandSpec> all = new ArrayList<>(List.of(command));
    subcommands(command).forEach(below -> all.addAll(commands(below)));
    return all;
  }

  /** As declared; those that are methods by name, since methods have no order. */
  private static List<CommandSpec> subcommands(CommandSpec command) {
    Stream<CommandSpec> below =
        command.subcommands().values().stream().map(CommandLine::getCommandSpec);
    return (command.parent() == null
            ? below
            : below.sorted(Comparator.comparing(CommandSpec::name)))
        .toList();
  }

  /** The options that are a command's own matter: all but those for help and version. */
  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static void append(StringBuilder page, CommandSpec command) {
    page.append("\n## ").append(command.qualifiedName()).append("\n\n");
    page.append(String.join(" ", command.usageMessage().description())).append("\n\n");
    page.append("```\n").append(usage(command)).append("\n```\n");
    if (!command.positionalParameters().isEmpty()) {
      page.append("\n| argument | |\n|---|---|\n");
      for (PositionalParamSpec argument : command.positionalParameters()) {
        page.append("| `%s` | %s |\n".formatted(argument.paramLabel(), description(argument)));
      }
    }
    if (!options(command).isEmpty()) {
      page.append("\n| option | | default | environment |\n|---|---|---|---|\n");
      options(command).forEach(option -> page.append(row(option)));
    }
  }

  private static String usage(CommandSpec command) {
    StringBuilder usage = new StringBuilder(command.qualifiedName());
    for (OptionSpec option : options(command)) {
      if (option.required()) {
        usage.append(' ').append(flag(option));
      }
    }
    if (options(command).stream().anyMatch(option -> !option.required())) {
      usage.append(" [OPTIONS]");
    }
    for (PositionalParamSpec argument : command.positionalParameters()) {
      usage.append(' ').append(argument.paramLabel());
    }
    if (!command.subcommands().isEmpty()) {
      usage
          .append(" (")
          .append(
              subcommands(command).stream()
                  .map(CommandSpec::name)
                  .collect(Collectors.joining(" | ")))
          .append(')');
    }
    return usage.toString();
  }

  private static String row(OptionSpec option) {
    String name = option.longestName().substring(2);
    return "| `%s` | %s | %s | `%s` |\n"
        .formatted(
            flag(option).replace("|", "\\|"),
            description(option),
            defaultValue(option),
            DefaultValues.variable(name));
  }

  private static String flag(OptionSpec option) {
    String flag = option.longestName();
    return option.arity().max() == 0 ? flag : flag + " " + option.paramLabel();
  }

  private static String defaultValue(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "off";
    }
    return isValue(option.initialValue()) ? "`" + option.initialValue() + "`" : toldDefault(option);
  }

  private static boolean isValue(Object initial) {
    return initial != null && !(initial instanceof Collection<?>);
  }

  /** The default that the description tells, where it is no value. */
  private static String toldDefault(OptionSpec option) {
    Matcher told = TOLD_DEFAULT.matcher(String.join(" ", option.description()));
    return told.find() ? told.group(1).replace("|", "\\|") : "";
  }

  /** Without the default, which has a column of its own. */
  private static String description(CommandLine.Model.ArgSpec arg) {
    return String.join(" ", arg.description())
        .replaceFirst(TOLD_DEFAULT.pattern(), ".")
        .replace(" (default).", ".")
        .lines()
        .collect(Collectors.joining(" "))
        .replace("|", "\\|");
  }
}
