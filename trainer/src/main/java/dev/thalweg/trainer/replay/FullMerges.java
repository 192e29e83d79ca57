package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.schemas.avro.MergedSnapshot;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.log.SampleLogs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The merges that there would be if all learners ended their rounds together. A round has as many
 * records as it would have samples, so that it is the same for every configuration; the last of a
 * partition has what is left, and who has none left is in no merge.
 */
final class FullMerges {
  private FullMerges() {}

  /** The merges over the whole logs. */
  static List<Merge> over(SampleLogs logs, Rounds rounds) {
    int learners = logs.count();
    long[] at = new long[learners];
    long[] base = new long[learners];
    List<Merge> merges = new ArrayList<>();
    while (true) {
      long number = merges.size() + 1L;
      List<MergeMember> members = new ArrayList<>();
      List<LearnerProgress> progress = new ArrayList<>();
      for (int partition = 0; partition < learners; partition++) {
        long end = logs.of(partition).endOffset();
        if (at[partition] < end) {
          at[partition] = Math.min(end, at[partition] + rounds.length(at[partition]));
          members.add(new MergeMember(partition, base[partition], ""));
          base[partition] = number;
        }
        progress.add(progress(partition, base[partition], at[partition]));
      }
      if (members.isEmpty()) {
        return merges;
      }
      merges.add(
          new Merge(
              number,
              members.size(),
              members,
              progress,
              List.of(),
              "",
              new MergedSnapshot(0L, -1L, 0L, "", ""),
              Instant.EPOCH));
    }
  }

  private static LearnerProgress progress(int partition, long merge, long end) {
    return new LearnerProgress(partition, merge, 0, end, end, 0L, 0L, 0.0, 0L, 0L, 0L, 0.0);
  }
}
