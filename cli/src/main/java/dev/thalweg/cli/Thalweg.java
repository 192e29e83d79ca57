package dev.thalweg.cli;

import dev.thalweg.cli.cluster.DefaultValues;
import dev.thalweg.cli.machine.PathArgument;
import dev.thalweg.cli.machine.UserHome;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.cli.terminal.Logging;
import dev.thalweg.cli.terminal.VersionProvider;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The root of the command tree, and the program's main class. */
@Command(
    name = "thalweg",
    description = "Learns online from a Kafka stream: the model is a fold over the log.",
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    footer = {
      "",
      "Every option can also be set by the environment (--learning-rate: THALWEG_LEARNING_RATE)",
      "or in the --command-config file (thalweg.learning-rate=0.002); a flag wins over the",
      "environment, and the environment over the file."
    })
public final class Thalweg {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help message and exit.")
  boolean help;

  /** On the root alone: verify and snapshots have a --version of their own. */
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print version information and exit.")
  boolean version;

  private Thalweg() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // what machines read is written the same everywhere
    UserHome.settle();
    System.exit(commandLine(System.getenv(), args).execute(args));
  }

  /**
   * The command tree as it will parse these arguments in this environment: of the commands below
   * the root only the one that they name, or all where they name none.
   */
  public static CommandLine commandLine(Map<String, String> environment, String... args) {
    DefaultValues defaults = DefaultValues.of(args, environment);
    Logging.configure(
        Arrays.asList(args).contains("--verbose")
            || defaults.value("verbose").map(Boolean::parseBoolean).orElse(false));
    CommandLine commandLine = Commands.below(new CommandLine(new Thalweg()), args);
    commandLine.setDefaultValueProvider(defaults);
    commandLine.setExecutionStrategy(parsed -> execute(parsed, defaults));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.registerConverter(Path.class, new PathArgument());
    commandLine.setExecutionExceptionHandler(new Failures());
    commandLine.setParameterExceptionHandler(new Failures());
    return commandLine;
  }

  private static int execute(ParseResult parsed, DefaultValues defaults) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    CommandLine command = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
    try {
      defaults.requireFile();
      defaults.requireKnown(Thalweg::optionsOfAll);
      return new RunLast().execute(parsed);
    } catch (UserException | Error e) { // an Error, of a native library say, gets no handler else
      throw new ExecutionException(command, "It did not run.", e);
    }
  }

  /** Of all commands: one file may serve several. */
  private static Set<String> optionsOfAll() {
    Set<String> names = new HashSet<>();
    collectOptions(Commands.below(new CommandLine(new Thalweg())).getCommandSpec(), names);
    return names;
  }

  private static void collectOptions(CommandSpec command, Set<String> names) {
    command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .forEach(option -> names.add(option.longestName().replaceFirst("^-+", "")));
    command.subcommands().values().forEach(sub -> collectOptions(sub.getCommandSpec(), names));
  }
}
