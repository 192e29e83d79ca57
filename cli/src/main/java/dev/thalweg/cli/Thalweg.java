package dev.thalweg.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The root of the command tree, and the program's main class. */
@Command(
    name = "thalweg",
    description = "Learns online from a Kafka stream: the model is a fold over the log.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      TopicsCommand.class,
      ProduceCommand.class,
      TrainCommand.class,
      ScoreCommand.class,
      MonitorCommand.class,
      WatchCommand.class
    },
    footer = {
      "",
      "Every option can also be set by the environment (--learning-rate: THALWEG_LEARNING_RATE)",
      "or in the --command-config file (thalweg.learning-rate=0.002); a flag wins over the",
      "environment, and the environment over the file."
    })
public final class Thalweg {
  static final int EXIT_FAILURE = 1;

  private Thalweg() {}

  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /** The command tree as it will parse these arguments. */
  static CommandLine commandLine(String... args) {
    Logging.configure(Arrays.asList(args).contains("--verbose"));
    CommandLine commandLine = new CommandLine(new Thalweg());
    commandLine.setDefaultValueProvider(DefaultValues.of(args, System.getenv()));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setExecutionExceptionHandler(new Failures());
    commandLine.setParameterExceptionHandler(new Failures());
    return commandLine;
  }
}
