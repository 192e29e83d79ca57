package dev.thalweg.benchmarks.start;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.cli.embedded.Installation;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the command to what a demo shows. */
@Command(
    name = "start",
    description =
        "How long a demo takes from the command to each thing that it shows, and what its processes"
            + " have computed by then; and how long help takes.")
public final class StartBenchmark implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of MNIST's four files (default: generated digits).")
  Path data;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How many demos are measured, after one that is not (default: ${DEFAULT-VALUE}).")
  int runs;

  @Mixin ResultOptions results;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (runs < 1) {
      throw new UserException("Give at least one run.");
    }
    Program program = Program.above(System.getProperty(Installation.LIB_PROPERTY));
    List<String> options =
        data == null
            ? List.of("--source", "digits")
            : List.of("--source", "mnist", "--data", data.toAbsolutePath().toString());
    Stamps warmUp = program.demo(options); // files that are read are in memory from here on
    System.err.printf("warm-up: %.1f s%n", warmUp.seconds().get(Phase.END));
    List<Stamps> demos = new ArrayList<>();
    List<Double> helps = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      demos.add(program.demo(options));
      helps.add(program.help("score"));
      System.err.printf(
          "demo %d of %d: %.1f s%n", run, runs, demos.get(run - 1).seconds().get(Phase.END));
    }
    Start start =
        new Start(
            Machine.here(),
            data == null ? "digits" : "mnist",
            ResultOptions.systemLoad(),
            demos,
            helps);
    System.out.printf("%s%n%s", start.machine(), start.table());
    file.write(start);
    return 0;
  }
}
