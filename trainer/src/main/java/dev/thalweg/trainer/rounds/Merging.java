package dev.thalweg.trainer.rounds;

import dev.thalweg.schemas.avro.KeptMerge;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.schemas.avro.MergedSnapshot;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SnapshotStand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a merge comes to: the weights before it, and the sum of what its members have learned,
 * divided by the number of live learners; and the snapshot of it, where one is due.
 *
 * <p>A snapshot is due at the first merge that reaches a multiple of so many samples; after a
 * restart of a learner, as what is served is wrong then; and, so that the end of a stream is seen,
 * where all members have ended their rounds early and an eighth of the distance has been covered.
 */
public final class Merging {
  private static final int QUIET_SHARE = 8;

  private final LearnerConfig config;

  public Merging(LearnerConfig config) {
    this.config = config;
  }

  /**
   * A merge, and what is served of it.
   *
   * @param snapshot sealed; empty where none is due
   */
  public record Merged(MergedModel model, Optional<Snapshot> snapshot) {}

  /**
   * Makes the merge after another.
   *
   * @param members rounds in the order of their partitions, each of which began with the last merge
   *     that its learner had a part in
   * @param committed by partition, the merge that the learner's committed state began with, as far
   *     as that is known
   */
  public Merged merge(
      MergedModel before,
      Collection<LearnedRound> members,
      Map<Integer, Long> committed,
      Instant now) {
    List<LearnerProgress> learners = new ArrayList<>();
    for (LearnerProgress learner : before.merge().getLearners()) {
      learners.add(LearnerProgress.newBuilder(learner).setMissed(learner.getMissed() + 1).build());
    }
    long number = before.merge().getNumber() + 1;
    List<MergeMember> named = new ArrayList<>();
    for (LearnedRound member : members) {
      LearnerProgress progress = member.progress();
      named.add(new MergeMember(progress.getPartition(), progress.getMerge(), member.sha256()));
      learners.set(
          progress.getPartition(),
          LearnerProgress.newBuilder(progress).setMerge(number).setMissed(0).build());
    }
    // Who misses its third has still been waited for.
    int live =
        (int)
            learners.stream().filter(learner -> learner.getMissed() <= Averager.MISSED_MAX).count();
    var weights = before.weights().plus(members.stream().map(LearnedRound::learned).toList(), live);
    MergedSnapshot last = before.merge().getSnapshot();
    String sha256 = MergedModel.sha256(weights);
    List<KeptMerge> kept = kept(before.merge(), committed);
    kept.add(
        new KeptMerge(
            number,
            sha256,
            named.stream().map(MergeMember::getPartition).toList(),
            members.stream().map(member -> member.progress().getEnd()).toList()));
    Merge merge = new Merge(number, live, named, learners, kept, sha256, last, now);
    MergedModel model = new MergedModel(merge, weights);
    if (!isSnapshotDue(before.merge(), merge, members)) {
      return new Merged(model, Optional.empty());
    }
    long samples = MergedModel.samples(merge);
    MergedSnapshot taken =
        new MergedSnapshot(number, last.getSequence() + 1, samples, last.getSha256(), "");
    merge.setSnapshot(taken);
    Snapshot snapshot = snapshot(model);
    taken.setSha256(snapshot.getSha256());
    return new Merged(model, Optional.of(snapshot));
  }

  /**
   * Those that a learner may have to go on from again, if it begins anew where it has committed.
   */
  private static List<KeptMerge> kept(Merge before, Map<Integer, Long> committed) {
    List<KeptMerge> kept = new ArrayList<>();
    for (KeptMerge merge : before.getKept()) {
      if (merge.getPartitions().stream()
          .anyMatch(partition -> merge.getNumber() > committed.getOrDefault(partition, 0L))) {
        kept.add(merge);
      }
    }
    return kept;
  }

  private boolean isSnapshotDue(Merge before, Merge merge, Collection<LearnedRound> members) {
    long samplesBefore = MergedModel.samples(before);
    long samples = MergedModel.samples(merge);
    long every = config.snapshotEvery();
    if (samples == 0) {
      return false;
    }
    if (samples / every > samplesBefore / every) {
      return true;
    }
    boolean restarted = false;
    boolean quiet = true;
    for (LearnedRound member : members) {
      LearnerProgress was = before.getLearners().get(member.progress().getPartition());
      restarted |= member.progress().getStepsAtRestart() > was.getStepsAtRestart();
      quiet &= config.rounds().isEarly(was.getSamples(), member.progress().getSamples());
    }
    long since = samples - merge.getSnapshot().getVersion();
    return (restarted && since > 0) || (quiet && since > 0 && since >= every / QUIET_SHARE);
  }

  /** The snapshot of a merge that has one, as it was taken; its time is the merge's. */
  public Snapshot snapshot(MergedModel model) {
    Merge merge = model.merge();
    long steps = 0;
    long counted = 0;
    long correct = 0;
    double lossSum = 0;
    double absoluteError = 0;
    List<PartitionOffset> offsets = new ArrayList<>();
    for (LearnerProgress learner : merge.getLearners()) {
      steps += learner.getSteps();
      counted += learner.getCounted();
      correct += learner.getCorrect();
      lossSum += learner.getLossSum();
      absoluteError += learner.getAbsoluteError();
      offsets.add(new PartitionOffset(learner.getPartition(), learner.getOffset()));
    }
    MergedSnapshot stand = merge.getSnapshot();
    return new SnapshotStand(
            stand.getSequence(),
            stand.getVersion(),
            steps,
            stand.getParentSha256(),
            offsets,
            counted == 0 ? 0 : lossSum / counted,
            (double) correct / stand.getVersion(),
            absoluteError / stand.getVersion(),
            merge.getMergedAt())
        .seal(config, model.weights().serving(config.architecture()));
  }
}
