package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.benchmarks.training.Cost.OfPreset;
import dev.thalweg.benchmarks.training.Cost.Round;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The trainer compared with its own fold without state and at least once. */
@Command(
    name = "cost",
    description =
        "What exactly-once costs: the trainer on a backlog, compared with the same fold"
            + " at least once and without state.")
public final class CostBenchmark implements Callable<Integer> {
  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "online, keras or small (default: one after the other).")
  String preset;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1200000",
      description = "Samples of a run, whose second half is measured (default: ${DEFAULT-VALUE}).")
  long samples;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Interleaved rounds (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (rounds < 1) {
      throw new UserException("Give at least one round.");
    }
    ExampleSource images = workloads.images();
    List<OfPreset> measured = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack()) {
      for (String name : preset == null ? Preset.names() : List.of(preset)) {
        measured.add(measure(WorkloadOptions.workload(images, Preset.named(name), samples), stack));
      }
    }
    Cost cost =
        new Cost(
            Machine.here(),
            images.name(),
            images.size(),
            samples,
            LogFold.SNAPSHOT_EVERY,
            measured);
    System.out.printf("%s%n%s%n", cost.machine(), cost.table());
    file.write(cost);
    return 0;
  }

  private OfPreset measure(Workload workload, TemporaryStack stack) {
    String name = workload.preset().name();
    List<Round> measured = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      LogFold atLeastOnce =
          new LogFold(
              workload,
              stack,
              new Pipeline("%s-%d-at-least-once".formatted(name, i)),
              LearnerService::atLeastOnce);
      LogFold exactlyOnce =
          new LogFold(
              workload,
              stack,
              new Pipeline("%s-%d-exactly-once".formatted(name, i)),
              LearnerService::exactlyOnce);
      Round round = i % 2 == 1 ? round(atLeastOnce, exactlyOnce) : turned(atLeastOnce, exactlyOnce);
      measured.add(round);
      System.err.printf(
          "%s, round %d of %d: %,d samples/s at least once, %,d exactly once, ratio %.3f, load"
              + " %.1f%n",
          name,
          i,
          rounds,
          round.atLeastOnce().samplesPerSecond(),
          round.exactlyOnce().samplesPerSecond(),
          round.getRatio(),
          round.systemLoad());
    }
    return new OfPreset(name, workload.batchSize(), measured);
  }

  private static Round round(LogFold atLeastOnce, LogFold exactlyOnce) {
    FoldRun first = atLeastOnce.run();
    return same(first, exactlyOnce.run());
  }

  private static Round turned(LogFold atLeastOnce, LogFold exactlyOnce) {
    FoldRun first = exactlyOnce.run();
    return same(atLeastOnce.run(), first);
  }

  private static Round same(FoldRun atLeastOnce, FoldRun exactlyOnce) {
    if (atLeastOnce.correct() != exactlyOnce.correct()) {
      throw new UserException(
          "The folds differ: %,d samples were right at least once and %,d exactly once."
              .formatted(atLeastOnce.correct(), exactlyOnce.correct()));
    }
    return new Round(atLeastOnce, exactlyOnce, ResultOptions.systemLoad());
  }
}
