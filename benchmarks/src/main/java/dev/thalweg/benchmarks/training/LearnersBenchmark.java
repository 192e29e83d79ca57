package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.benchmarks.training.LearnersRate.Run;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.fold.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast several learners in one process learn a backlog together. */
@Command(
    name = "learners",
    description =
        "The rate on a backlog of one learner and of several, in turns, and how long a merge takes.")
public final class LearnersBenchmark implements Callable<Integer> {
  private static final double NS_PER_US = 1e3;

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "online",
      description = "The preset that learns (default: ${DEFAULT-VALUE}).")
  String preset;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "600000",
      description =
          "Samples of a run, of which those from a half on are measured (default:"
              + " ${DEFAULT-VALUE}).")
  long samples;

  @Option(
      names = "--learners",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "How many, in turns (default: ${DEFAULT-VALUE}).")
  List<Integer> learners;

  @Option(
      names = "--merge-every",
      paramLabel = "N",
      description = "Samples of a round (default: ${DEFAULT-VALUE}).")
  long mergeEvery = Rounds.EVERY_DEFAULT;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    Workload workload = WorkloadOptions.workload(workloads.images(), Preset.named(preset), samples);
    List<Run> runs = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack()) {
      for (int i = 1; i <= rounds; i++) {
        for (int count : learners) {
          RoundTrips roundTrips = new RoundTrips();
          FoldRun run =
              new LogFold(
                      workload,
                      stack,
                      new Pipeline("learners-%d-%d".formatted(count, i)),
                      config -> LearnerService.exactlyOnce(config, roundTrips),
                      count,
                      mergeEvery)
                  .run();
          Run measured =
              new Run(
                  count,
                  run.samplesPerSecond(),
                  run.cpuNsPerSample() / NS_PER_US,
                  run.exchangeNsPerSample() / NS_PER_US,
                  run.processNsPerSample() / NS_PER_US,
                  roundTrips.merges(),
                  finite(roundTrips.quantileMs(0.5)),
                  finite(roundTrips.quantileMs(0.99)),
                  ResultOptions.systemLoad());
          runs.add(measured);
          System.err.printf("Round %d of %d, %s%n", i, rounds, measured);
        }
      }
    }
    LearnersRate rate =
        new LearnersRate(
            Machine.here(), preset, workload.batchSize(), mergeEvery, workload.samples(), runs);
    System.out.printf("%s%n%s%n", rate.machine(), rate.table());
    file.write(rate);
    return 0;
  }

  private static double finite(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
