package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldState;
import java.util.List;

/**
 * What the samples below an offset led to, as a reader sees it that takes committed records only.
 *
 * @param end the offset of the first sample that is not in it: the one that the trainer's group has
 *     committed
 * @param progress in the order of the topic, repeats included; times are set to 0, since they
 *     differ between two runs
 * @param snapshots in the order of the topic, repeats included; compaction may have removed some
 * @param deadLetters of samples, in the order of the topic, repeats included
 * @param journal in the order of the topic, repeats included
 * @param stored the state as it was committed last, which may stand below {@code end}
 * @param stateSha256 of that state, taken on to {@code end} over the log
 */
record Observed(
    long end,
    List<TrainingProgress> progress,
    List<SnapshotTrace> snapshots,
    List<DeadLetterTrace> deadLetters,
    List<JournalEntry> journal,
    FoldState stored,
    String stateSha256) {

  /** What the learner of a partition put out, apart from snapshots, which are those of all. */
  Observed of(int partition, String samples) {
    return new Observed(
        end,
        progress.stream().filter(step -> step.getPartition() == partition).toList(),
        List.of(),
        deadLetters.stream()
            .filter(letter -> letter.origin().startsWith(samples + "-" + partition + "-"))
            .toList(),
        journal.stream().filter(entry -> entry.getPartition() == partition).toList(),
        stored,
        stateSha256);
  }
}
