package dev.thalweg.benchmarks;

import dev.thalweg.benchmarks.fresh.FreshBenchmark;
import dev.thalweg.benchmarks.http.HttpBenchmark;
import dev.thalweg.benchmarks.memory.MemoryBenchmark;
import dev.thalweg.benchmarks.micro.MicroBenchmarks;
import dev.thalweg.benchmarks.peers.PeersBenchmark;
import dev.thalweg.benchmarks.pipeline.PipelineBenchmark;
import dev.thalweg.benchmarks.recovery.RecoveryBenchmark;
import dev.thalweg.benchmarks.scale.ScaleBenchmark;
import dev.thalweg.benchmarks.scoring.ScorerStartBenchmark;
import dev.thalweg.benchmarks.scoring.ScoringBenchmark;
import dev.thalweg.benchmarks.start.StartBenchmark;
import dev.thalweg.benchmarks.stream.StreamBenchmark;
import dev.thalweg.benchmarks.training.AccuracyBenchmark;
import dev.thalweg.benchmarks.training.CostBenchmark;
import dev.thalweg.benchmarks.training.LearnersBenchmark;
import dev.thalweg.benchmarks.training.TrainingRateBenchmark;
import dev.thalweg.schemas.UserException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The root of the benchmarks: {@code bin/thalweg bench}. */
@Command(
    name = "thalweg bench",
    description = {
      "Measures Thalweg on this machine: each prints a table and writes its figures as JSON.",
      "docs/performance.md says what they measure, and with what results."
    },
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      TrainingRateBenchmark.class,
      CostBenchmark.class,
      LearnersBenchmark.class,
      AccuracyBenchmark.class,
      StreamBenchmark.class,
      PeersBenchmark.class,
      ScaleBenchmark.class,
      StartBenchmark.class,
      RecoveryBenchmark.class,
      ScorerStartBenchmark.class,
      ScoringBenchmark.class,
      HttpBenchmark.class,
      FreshBenchmark.class,
      PipelineBenchmark.class,
      MemoryBenchmark.class,
      MicroBenchmarks.class
    })
public final class Bench {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help message and exit.")
  boolean help;

  private Bench() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // as in Thalweg
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    System.exit(commandLine().execute(args));
  }

  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Bench());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Bench::tell);
    commandLine.setParameterExceptionHandler(Bench::tellUsage);
    // What is unknown to it is for JMH.
    commandLine.getSubcommands().get("micro").setUnmatchedOptionsArePositionalParams(true);
    return commandLine;
  }

  private static int tell(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof UserException || failure instanceof IllegalArgumentException) {
      command.getErr().println("thalweg: " + failure.getMessage());
      command.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  private static int tellUsage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("thalweg: " + failure.getMessage());
    err.println("Try \"%s --help\".".formatted(command.getCommandSpec().qualifiedName()));
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }
}
