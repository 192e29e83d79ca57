package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.benchmarks.training.TrainingRate.Round;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast the trainer learns a backlog, compared with the same fold in memory. */
@Command(
    name = "training-rate",
    description = "The trainer's rate on a backlog, compared with the same fold in memory.")
public final class TrainingRateBenchmark implements Callable<Integer> {
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
      defaultValue = "1200000",
      description = "Samples of a run, whose second half is measured (default: ${DEFAULT-VALUE}).")
  long samples;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Interleaved rounds (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    Workload workload = WorkloadOptions.workload(workloads.images(), Preset.named(preset), samples);
    MemoryFold memory = new MemoryFold(workload);
    List<Round> measured = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack()) {
      for (int i = 1; i <= rounds; i++) {
        LogFold log = LogFold.exactlyOnce(workload, stack, new Pipeline("rate-" + i));
        measured.add(i % 2 == 1 ? round(memory.run(), log.run()) : reversed(log, memory));
        Round round = measured.get(i - 1);
        System.err.printf(
            "Round %d of %d: %,d samples/s in memory, %,d from the log, load %.1f%n",
            i, rounds, round.memory(), round.log(), round.systemLoad());
      }
    }
    TrainingRate rate =
        new TrainingRate(
            Machine.here(),
            preset,
            workload.batchSize(),
            workload.stream().source().name(),
            workload.stream().source().size(),
            workload.samples(),
            measured);
    System.out.printf("%s%n%s%n", rate.machine(), rate.table());
    file.write(rate);
    return 0;
  }

  private static Round reversed(LogFold log, MemoryFold memory) {
    FoldRun first = log.run();
    return round(memory.run(), first);
  }

  private static Round round(FoldRun memory, FoldRun log) {
    if (memory.correct() != log.correct()) {
      throw new UserException(
          "The folds differ: %,d samples were right in memory and %,d from the log."
              .formatted(memory.correct(), log.correct()));
    }
    return new Round(memory.samplesPerSecond(), log.samplesPerSecond(), ResultOptions.systemLoad());
  }
}
