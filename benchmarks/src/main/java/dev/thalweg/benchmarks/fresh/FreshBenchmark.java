package dev.thalweg.benchmarks.fresh;

import dev.thalweg.benchmarks.fresh.ServedTimes.Freshness;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the step of a snapshot to the first answer by it. */
@Command(
    name = "fresh",
    description =
        "How long it takes from the step of a snapshot to the first answer by it over HTTP, while"
            + " samples come at a steady rate.")
public final class FreshBenchmark implements Callable<Integer> {
  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "online",
      description = "The preset that learns (default: ${DEFAULT-VALUE}).")
  String preset;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Samples per second (default: ${DEFAULT-VALUE}).")
  int perSecond;

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      defaultValue = "2400",
      description =
          "Samples from one snapshot to the next; those that follow within a second wait for the"
              + " commit after it (default: ${DEFAULT-VALUE}).")
  int snapshotEvery;

  @Option(
      names = "--snapshots",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many are measured, after 20 that are not (default: ${DEFAULT-VALUE}).")
  int snapshots;

  @Option(
      names = "--pause-ms",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Milliseconds from an answer to the next request of the one client (default:"
              + " ${DEFAULT-VALUE}).")
  int pauseMs;

  private static final int WARM_UP = 20;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (snapshots < 1 || perSecond < 1 || snapshotEvery < 1 || pauseMs < 0) {
      throw new UserException(
          "Give at least one snapshot, one sample from one to the next and one sample a second.");
    }
    // The last two may not be served before all ends.
    long samples = Math.multiplyExact((long) snapshotEvery, WARM_UP + snapshots + 2);
    Workload workload = WorkloadOptions.workload(workloads.images(), Preset.named(preset), samples);
    List<Freshness> measured;
    CommitTimes commits;
    try (TemporaryStack stack = new TemporaryStack()) {
      FreshStage stage =
          new FreshStage(workload, stack, snapshotEvery, perSecond, Duration.ofMillis(pauseMs));
      measured = stage.run(WARM_UP);
      commits = stage.commits();
    }
    if (measured.isEmpty()) {
      throw new UserException("No snapshot was served while samples came: give a lower --rate.");
    }
    Fresh fresh =
        new Fresh(
            Machine.here(),
            workload.stream().source().name(),
            preset,
            perSecond,
            snapshotEvery,
            ResultOptions.systemLoad(),
            snapshots - measured.size(),
            commits,
            measured);
    System.out.printf(
        "%s%n%,d snapshots, %,d were superseded before they answered%n%s",
        fresh.machine(), measured.size(), fresh.superseded(), fresh.table());
    file.write(fresh);
    return 0;
  }
}
