package dev.thalweg.trainer.rounds;

import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers the learners' rounds and says when they become a merge: when all live learners have ended
 * theirs, or some time after the first one has. A learner that {@value #MISSED_MAX} merges in a row
 * were made without is not live, and not waited for, until it sends again. Belongs to one thread.
 */
public final class Averager {
  /** Merges in a row that a learner may miss before it is no longer waited for. */
  public static final int MISSED_MAX = 3;

  private final Merging merging;
  private final Duration wait;
  private final SortedMap<Integer, LearnedRound> rounds = new TreeMap<>();
  private final Map<Integer, Long> committed = new HashMap<>();
  private MergedModel last;
  private long firstNs;

  /**
   * @param wait for the others, after the first round of a merge
   */
  public Averager(LearnerConfig config, Duration wait) {
    this.merging = new Merging(config);
    this.wait = wait;
  }

  /** Whether a learner has missed so many merges that nobody waits for it. */
  private static boolean isLive(LearnerProgress learner) {
    return learner.getMissed() < MISSED_MAX;
  }

  /** Goes on behind this merge, with the rounds that are not in it. */
  public void goOnAfter(MergedModel merged) {
    last = merged;
    rounds.values().removeIf(round -> !isNext(round.progress()));
  }

  /**
   * Takes a round, unless it is a repeat of one that is gathered or merged already.
   *
   * @param nowNs as {@code System.nanoTime} tells it
   */
  public void offer(LearnedRound round, long nowNs) {
    int partition = round.progress().getPartition();
    committed.merge(partition, round.committed(), Math::max);
    if (isNext(round.progress()) && !rounds.containsKey(partition)) {
      if (rounds.isEmpty()) {
        firstNs = nowNs;
      }
      rounds.put(partition, round);
    }
  }

  /** Whether it began with the last merge that its learner had a part in. */
  private boolean isNext(LearnerProgress round) {
    return learner(last.merge(), round.getPartition())
        .filter(learner -> learner.getMerge() == round.getMerge())
        .isPresent();
  }

  /** What a merge says of a learner; empty for a partition that there is not. */
  private static Optional<LearnerProgress> learner(Merge merge, int partition) {
    return partition >= 0 && partition < merge.getLearners().size()
        ? Optional.of(merge.getLearners().get(partition))
        : Optional.empty();
  }

  /** Whether the next merge is to be made now. */
  public boolean isDue(long nowNs) {
    return !rounds.isEmpty() && (hasAll() || nowNs - firstNs >= wait.toNanos());
  }

  /** How long until it is due without a further round; the longest time where none is there. */
  public Duration untilDue(long nowNs) {
    return rounds.isEmpty()
        ? Duration.ofDays(1)
        : Duration.ofNanos(Math.max(0, wait.toNanos() - (nowNs - firstNs)));
  }

  private boolean hasAll() {
    return last.merge().getLearners().stream()
        .allMatch(learner -> !isLive(learner) || rounds.containsKey(learner.getPartition()));
  }

  /** The next merge; what is gathered stays until {@link #goOnAfter} says what became of it. */
  public Merging.Merged merge(Instant now) {
    return merging.merge(last, rounds.values(), committed, now);
  }
}
