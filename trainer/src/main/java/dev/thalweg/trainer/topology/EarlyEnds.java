package dev.thalweg.trainer.topology;

import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.rounds.Averager;
import java.util.function.LongSupplier;

/**
 * When one of several learners ends its round before it is full: after a silence, and before its
 * first sample in a long time, where others have gone on without it. Never in what a learner before
 * this may have sent full: what was in the log when this began; nor where a merge says that one did
 * later, as it had not noticed yet that it had lost its partition.
 */
final class EarlyEnds {
  private final SharedLearning sharing;
  private final int partition;
  private final SampleFold fold;
  private final LongSupplier nowMs;
  private final long unsentFrom;
  private final boolean begunAnew;

  /** When this began, the last record came, or the last merge was adopted. */
  private long activeAtMs;

  /** Whether a record has come since this began. */
  private boolean active;

  /**
   * @param unsentFrom the offset from which on nothing can have been sent before
   * @param begunAnew whether there was no state, so that the learner may join before that too
   */
  EarlyEnds(
      SharedLearning sharing,
      int partition,
      SampleFold fold,
      LongSupplier nowMs,
      long unsentFrom,
      boolean begunAnew) {
    this.sharing = sharing;
    this.partition = partition;
    this.fold = fold;
    this.nowMs = nowMs;
    this.unsentFrom = unsentFrom;
    this.begunAnew = begunAnew;
    activeAtMs = nowMs.getAsLong();
  }

  /** A merge was adopted. */
  void adopted() {
    activeAtMs = nowMs.getAsLong();
  }

  /** A record has come. */
  void arrived() {
    active = true;
    activeAtMs = nowMs.getAsLong();
  }

  /** Whether the silence after some steps has lasted long enough. */
  boolean areDue() {
    return !fold.waits() && isUnsent() && isSilent() && !fold.isRoundEmpty() && !isTaken();
  }

  /**
   * Whether, before the next record, an empty round joins where the others are: a learner that had
   * nothing to do begins with what they have learned.
   */
  boolean areDueBeforeARecord() {
    return !fold.waits()
        && (isUnsent() || begunAnew)
        && (isSilent() || !active)
        && fold.isRoundEmpty()
        && sharing.exchange().newest() - fold.base() >= Averager.MISSED_MAX
        && !isTaken();
  }

  /**
   * Whether a merge has taken this round, from a process that has had the partition before: it was
   * full there, since an early end would have been committed, and so known here.
   */
  private boolean isTaken() {
    return sharing.exchange().mergeOf(partition, fold.base()).isPresent();
  }

  private boolean isUnsent() {
    return fold.next() >= unsentFrom;
  }

  private boolean isSilent() {
    return nowMs.getAsLong() - activeAtMs >= sharing.idle().toMillis();
  }
}
