package dev.thalweg.trainer;

import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.Verification.Result;
import dev.thalweg.trainer.Verification.Verdict;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.log.SampleLogs;
import dev.thalweg.trainer.rounds.MergedFold;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Rebuilds a snapshot of several learners from their logs and their merges. */
final class SharedRebuild {
  private final LearnerConfig config;
  private final SampleLogs logs;
  private final SchemaRegistry registry;

  SharedRebuild(LearnerConfig config, SampleLogs logs, SchemaRegistry registry) {
    this.config = config;
    this.logs = logs;
    this.registry = registry;
  }

  /** Folds up to the merge that the snapshot was taken of, and compares all on the way. */
  Result rebuild(Snapshot claimed, List<Merge> merges) {
    for (int partition = 0; partition < logs.count(); partition++) {
      long beginning = logs.of(partition).beginningOffset();
      if (beginning > 0) {
        return new Result(
            Verdict.UNKNOWN,
            ("The samples of partition %d below offset %d have been removed, so nothing can be"
                    + " rebuilt from the log.")
                .formatted(partition, beginning));
      }
    }
    try (MergedFold fold =
        new MergedFold(
            config, logs::of, partition -> FoldOutputs.NONE, registry, Clock.systemUTC())) {
      for (Merge merge : merges) {
        Optional<Snapshot> taken = fold.follow(merge);
        Optional<String> difference = MergedFold.difference(merge, fold.last().merge());
        if (difference.isPresent()) {
          return Verification.different(claimed, difference.get());
        }
        if (taken.isPresent() && taken.get().getSequence() >= claimed.getSequence()) {
          return Verification.compared(claimed, taken, fold.records());
        }
      }
      return Verification.compared(claimed, Optional.empty(), fold.records());
    } catch (UserException e) { // of a merge that can't be
      return new Result(Verdict.DIFFERENT, e.getMessage());
    }
  }
}
