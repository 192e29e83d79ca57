package dev.thalweg.trainer.rounds;

import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.SampleLog;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The fold over the logs of several learners and the merges between their rounds. Of a recorded
 * merge it takes who had a part in it, and where their rounds ended; the weights it computes.
 * Belongs to one thread.
 */
public final class MergedFold implements AutoCloseable {
  private final List<SampleFold> folds = new ArrayList<>();
  private final IntFunction<SampleLog> logs;
  private final IntFunction<FoldOutputs> outputs;
  private final Merging merging;
  private final long[] ends;
  private MergedModel last;

  /**
   * A fold that has consumed nothing.
   *
   * @param logs of the partitions, which stay the caller's
   * @param outputs take what each learner puts out
   */
  public MergedFold(
      LearnerConfig config,
      IntFunction<SampleLog> logs,
      IntFunction<FoldOutputs> outputs,
      SchemaRegistry registry,
      InstantSource clock) {
    this.logs = logs;
    this.outputs = outputs;
    merging = new Merging(config);
    ends = new long[config.rounds().learners()];
    last = MergedModel.initial(config);
    for (int partition = 0; partition < config.rounds().learners(); partition++) {
      folds.add(new SampleFold(config, partition, 0, registry, clock));
    }
  }

  /** The learner of a partition. */
  public SampleFold fold(int partition) {
    return folds.get(partition);
  }

  /** The last merge, as it comes out here. */
  public MergedModel last() {
    return last;
  }

  /**
   * Takes every member to the end of its round, and makes the merge that was recorded.
   *
   * @return the snapshot of it where there is one
   * @throws UserException when it is not the next merge, or has members that can't be
   */
  public Optional<Snapshot> follow(Merge recorded) {
    requireNext(recorded);
    for (MergeMember member : recorded.getMembers()) {
      int partition = member.getPartition();
      consume(partition, recorded.getLearners().get(partition).getEnd());
    }
    return merge(recorded);
  }

  /**
   * Makes a merge whose members have consumed their rounds, which end where they stand.
   *
   * @return the snapshot of it where there is one
   * @throws UserException when it is not the next merge, or has members that can't be
   */
  public Optional<Snapshot> merge(Merge recorded) {
    requireNext(recorded);
    List<LearnedRound> rounds = new ArrayList<>();
    for (MergeMember member : recorded.getMembers()) {
      SampleFold fold = folds.get(member.getPartition());
      if (!fold.waits()) {
        fold.endRound();
      }
      rounds.add(fold.learnedRound());
    }
    Merging.Merged merged = merging.merge(last, rounds, Map.of(), recorded.getMergedAt());
    last = merged.model();
    for (MergeMember member : recorded.getMembers()) {
      folds.get(member.getPartition()).adopt(last.merge().getNumber(), last.weights());
    }
    return merged.snapshot();
  }

  /** Records of samples that were consumed. */
  public long records() {
    return folds.stream().mapToLong(SampleFold::next).sum();
  }

  /**
   * Consumes what lies before an offset, or before the end of the round.
   *
   * @throws UserException when the log does not reach so far
   */
  public void consume(int partition, long end) {
    SampleFold fold = folds.get(partition);
    if (end > ends[partition]) {
      ends[partition] = logs.apply(partition).endOffset();
    }
    if (end > ends[partition]) {
      throw new UserException(
          "Something was learned of partition %d below offset %d, but its log ends at %d."
              .formatted(partition, end, ends[partition]));
    }
    if (fold.next() < end && !fold.waits()) {
      logs.apply(partition)
          .read(
              fold.next(),
              end,
              (offset, key, value, headers) -> {
                if (!fold.waits()) {
                  fold.consume(offset, key, value, headers, outputs.apply(partition));
                }
              });
    }
  }

  private void requireNext(Merge recorded) {
    if (recorded.getNumber() != last.merge().getNumber() + 1) {
      throw new UserException(
          "After merge %d comes merge %d: one of them is no longer in the log."
              .formatted(last.merge().getNumber(), recorded.getNumber()));
    }
    int before = -1;
    for (MergeMember member : recorded.getMembers()) {
      int partition = member.getPartition();
      if (partition <= before
          || partition >= folds.size()
          || recorded.getLearners().size() != folds.size()
          || member.getBase() != folds.get(partition).base()) {
        throw new UserException(
            "Merge %d names a round of partition %d from merge %d, which there is not."
                .formatted(recorded.getNumber(), partition, member.getBase()));
      }
      before = partition;
    }
  }

  /** What a recorded merge says and the logs do not give; empty where all is the same. */
  public static Optional<String> difference(Merge recorded, Merge computed) {
    for (int i = 0; i < recorded.getMembers().size(); i++) {
      MergeMember said = recorded.getMembers().get(i);
      MergeMember found = computed.getMembers().get(i);
      if (!said.equals(found)) {
        return Optional.of(
            "Merge %d has a round of partition %d with sha256 %s, but the log gives %s."
                .formatted(
                    recorded.getNumber(),
                    said.getPartition(),
                    said.getSha256(),
                    found.getSha256()));
      }
    }
    for (int i = 0; i < recorded.getLearners().size(); i++) {
      LearnerProgress said = recorded.getLearners().get(i);
      LearnerProgress found = computed.getLearners().get(i);
      if (!said.equals(found)) {
        return Optional.of(
            "Merge %d says %s, but the log gives %s.".formatted(recorded.getNumber(), said, found));
      }
    }
    return recorded.getDivisor() == computed.getDivisor()
            && recorded.getSha256().equals(computed.getSha256())
            && recorded.getSnapshot().equals(computed.getSnapshot())
        ? Optional.empty()
        : Optional.of(
            "Merge %d has weights with sha256 %s of %d learners, but the log gives %s of %d."
                .formatted(
                    recorded.getNumber(),
                    recorded.getSha256(),
                    recorded.getDivisor(),
                    computed.getSha256(),
                    computed.getDivisor()));
  }

  @Override
  public void close() {
    folds.forEach(SampleFold::close);
  }
}
