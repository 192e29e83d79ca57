package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.log.SampleLogs;
import java.util.List;

/**
 * The logs of several learners in the order in which merges divide them: the rounds of a merge, the
 * merge, and so on. What lies behind the last merge that a partition has a part in is left out.
 */
final class SharedLogs {
  private final SampleLogs logs;
  private final List<Merge> merges;
  private final Stretches stretches;

  /**
   * Looks whether all of it is there.
   *
   * @param topic the logs' name, for people
   * @throws UserException when there is no merge, or samples of a round are not in the log
   */
  SharedLogs(SampleLogs logs, List<Merge> merges, String topic) {
    this.logs = logs;
    this.merges = merges;
    if (merges.isEmpty()) {
      throw new UserException(
          ("The learners of %s have made no merge yet: train until there is one, or replay with"
                  + " --merges full.")
              .formatted(topic));
    }
    long[] ends = new long[logs.count()];
    for (Merge merge : merges) {
      requireLearners(merge);
      merge.getMembers().forEach(member -> ends[member.getPartition()] = end(merge, member));
    }
    long total = 0;
    for (int partition = 0; partition < ends.length; partition++) {
      requireThere(topic, partition, ends[partition]);
      total += ends[partition];
    }
    if (total == 0) {
      throw new UserException("%s holds no sample: produce some first.".formatted(topic));
    }
    stretches = new Stretches(0, total);
  }

  private void requireLearners(Merge merge) {
    if (merge.getLearners().size() != logs.count()) {
      throw new UserException(
          "Merge %d is of %d learners, and there are %d partitions."
              .formatted(merge.getNumber(), merge.getLearners().size(), logs.count()));
    }
  }

  private void requireThere(String topic, int partition, long end) {
    SampleLog log = logs.of(partition);
    if (log.beginningOffset() > 0) {
      throw new UserException(
          ("The samples of partition %d of %s below offset %d have been removed: several learners"
                  + " can only be replayed from the first on.")
              .formatted(partition, topic, log.beginningOffset()));
    }
    if (log.endOffset() < end) {
      throw new UserException(
          "Something was learned of partition %d below offset %d, but its log ends at %d."
              .formatted(partition, end, log.endOffset()));
    }
  }

  private static long end(Merge merge, MergeMember member) {
    return merge.getLearners().get(member.getPartition()).getEnd();
  }

  /** All records of all partitions, by their place in this order. */
  Stretches stretches() {
    return stretches;
  }

  /** Gives all of it to a pass. */
  void read(ReplayPass pass) {
    long[] at = new long[logs.count()];
    long position = 0;
    for (Merge merge : merges) {
      for (MergeMember member : merge.getMembers()) {
        int partition = member.getPartition();
        long end = end(merge, member);
        if (end > at[partition]) {
          pass.read(logs.of(partition), partition, at[partition], end, position);
          position += end - at[partition];
          at[partition] = end;
        }
      }
      pass.merge(merge);
    }
  }

  /** Ends what a pass waits for. */
  void wakeup() {
    for (int partition = 0; partition < logs.count(); partition++) {
      logs.of(partition).wakeup();
    }
  }
}
