package dev.thalweg.benchmarks.recovery;

import dev.thalweg.benchmarks.recovery.Recovery.OfCase;
import dev.thalweg.benchmarks.recovery.Recovery.Once;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.WorkloadOptions;
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

/** From the end of a trainer, however it ends, to the first new step. */
@Command(
    name = "recovery",
    description =
        "From kill -9 of the trainer to the first new step, on a stream that goes on; started"
            + " again in its place, or taken over.")
public final class RecoveryBenchmark implements Callable<Integer> {
  /** The default of {@code thalweg train}. */
  static final Preset PRESET = Preset.named("online");

  /** So many times more are tried, until a commit was hit as often as asked for. */
  private static final int ATTEMPTS_PER_HIT_MAX = 8;

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--samples",
      paramLabel = "N",
      split = ",",
      defaultValue = "100000,1200000",
      description = "Samples learned before, for each series (default: ${DEFAULT-VALUE}).")
  List<Long> lengths;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Samples per second that are streamed meanwhile (default: ${DEFAULT-VALUE}).")
  long perSecond;

  @Option(
      names = "--case",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "KILLED,KILLED_IN_COMMIT,TERMINATED,TAKEN_OVER",
      description = "Which to measure: ${COMPLETION-CANDIDATES} (default: all).")
  List<RecoveryCase> cases;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Recoveries of each case and length (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--phases",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Restarts more of each case and length, whose trainers log what they do (default:"
              + " ${DEFAULT-VALUE}).")
  int phases;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (rounds < 1
        || phases < 0
        || perSecond < 1
        || lengths.stream().anyMatch(length -> length < 1)) {
      throw new UserException("Give at least one round, one sample and one sample per second.");
    }
    ExampleSource images = workloads.images();
    List<OfCase> measured = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack()) {
      for (long length : lengths) {
        Pipeline pipeline = new Pipeline("recovery-" + length);
        try (RecoveryStage stage = new RecoveryStage(stack, pipeline, images, length, perSecond)) {
          for (RecoveryCase how : cases.stream().sorted().distinct().toList()) {
            measured.add(measure(stage, how, length));
          }
        }
      }
    }
    Recovery recovery = new Recovery(Machine.here(), PRESET.name(), perSecond, measured);
    System.out.printf("%s%n%s%n", recovery.machine(), recovery.table());
    file.write(recovery);
    return 0;
  }

  private OfCase measure(RecoveryStage stage, RecoveryCase how, long length) {
    if (how == RecoveryCase.TAKEN_OVER) { // the last case: the standby stays
      stage.addStandby();
    }
    List<Once> recoveries = new ArrayList<>();
    int discarded = 0;
    while (recoveries.size() < rounds) {
      Once once = stage.recover(how);
      boolean counts = how != RecoveryCase.KILLED_IN_COMMIT || once.inCommit();
      System.err.printf(
          "After %,d samples, %s: new step %.2f s, committed %.2f s, offsets pending: %b%s,"
              + " load %.1f%n",
          length,
          how.text(),
          once.ms() / 1e3,
          once.visibleMs() / 1e3,
          once.inCommit(),
          counts ? "" : " (not counted)",
          once.systemLoad());
      if (counts) {
        recoveries.add(once);
      } else if (++discarded > ATTEMPTS_PER_HIT_MAX * rounds) {
        throw new UserException("%d attempts hit no commit.".formatted(discarded));
      }
    }
    return new OfCase(how, length, discarded, recoveries, restarts(stage, how));
  }

  /** A takeover restarts nothing. */
  private List<RestartTimes> restarts(RecoveryStage stage, RecoveryCase how) {
    List<RestartTimes> restarts = new ArrayList<>();
    for (int i = 0; i < phases && how != RecoveryCase.TAKEN_OVER; i++) {
      stage.restart(how).ifPresent(restarts::add);
    }
    return restarts;
  }
}
