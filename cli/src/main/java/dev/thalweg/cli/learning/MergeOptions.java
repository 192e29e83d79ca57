package dev.thalweg.cli.learning;

import dev.thalweg.cli.cluster.DurationOption;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.fold.Rounds;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How the learners of several partitions become one model. */
public final class MergeOptions {
  @Option(
      names = "--merge-every",
      paramLabel = "N",
      description =
          "With several partitions, samples that each learner takes between two merges; at most"
              + " 500 among its first 5,000 (default: ${DEFAULT-VALUE}).")
  long every = Rounds.EVERY_DEFAULT;

  @Option(
      names = "--merge-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "With several partitions, how long a merge waits for the others after its first learner"
              + " (default: 2s).")
  Duration wait;

  /** Accepted samples of a round. */
  public long every() {
    return new Rounds(1, every).every();
  }

  /** For the others, after the first round of a merge. */
  public Duration mergeWait() {
    if (wait == null) {
      return TrainerConfig.MERGE_WAIT_DEFAULT;
    }
    if (wait.isZero()) {
      throw new UserException(
          "A --merge-wait of 0s would leave everybody out who is not first: give at least 1s.");
    }
    return wait;
  }
}
