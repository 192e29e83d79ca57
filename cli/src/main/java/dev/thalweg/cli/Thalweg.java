package dev.thalweg.cli;

import dev.thalweg.cli.cluster.DefaultValues;
import dev.thalweg.cli.demo.DemoCommand;
import dev.thalweg.cli.ingest.IngestCommand;
import dev.thalweg.cli.ingest.MappingCommand;
import dev.thalweg.cli.machine.PathArgument;
import dev.thalweg.cli.machine.UserHome;
import dev.thalweg.cli.replay.ReplayCommand;
import dev.thalweg.cli.service.MonitorCommand;
import dev.thalweg.cli.service.ScoreCommand;
import dev.thalweg.cli.service.TrainCommand;
import dev.thalweg.cli.snapshots.SnapshotsCommand;
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
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      TopicsCommand.class,
      ProduceCommand.class,
      MappingCommand.class,
      IngestCommand.class,
      TrainCommand.class,
      ScoreCommand.class,
      MonitorCommand.class,
      WatchCommand.class,
      RestartLearningCommand.class,
      SnapshotsCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      ChaosCommand.class
    },
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

  /** The command tree as it will parse these arguments in this environment. */
  public static CommandLine commandLine(Map<String, String> environment, String... args) {
    DefaultValues defaults = DefaultValues.of(args, environment);
    Logging.configure(
        Arrays.asList(args).contains("--verbose")
            || defaults.value("verbose").map(Boolean::parseBoolean).orElse(false));
    CommandLine commandLine = new CommandLine(new Thalweg());
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
      Set<String> options = new HashSet<>();
      collectOptions(parsed.commandSpec(), options);
      defaults.requireKnown(options);
      return new RunLast().execute(parsed);
    } catch (UserException | Error e) { // an Error, of a native library say, gets no handler else
      throw new ExecutionException(command, "It did not run.", e);
    }
  }

  /** Of all commands: one file may serve several. */
  private static void collectOptions(CommandSpec command, Set<String> names) {
    command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .forEach(option -> names.add(option.longestName().replaceFirst("^-+", "")));
    command.subcommands().values().forEach(sub -> collectOptions(sub.getCommandSpec(), names));
  }
}
