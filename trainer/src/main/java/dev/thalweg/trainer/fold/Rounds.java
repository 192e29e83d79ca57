package dev.thalweg.trainer.fold;

import dev.thalweg.schemas.UserException;

/**
 * How several learners train one model: each learns a round of samples of its own partition, and
 * then goes on from what all of them have learned.
 *
 * @param learners how many there are, one for each partition of samples; with one there are no
 *     rounds
 * @param every accepted samples of a round, once the learner has had its first {@value #EARLY}
 */
public record Rounds(int learners, long every) {
  /** A single learner, that merges with nobody. */
  public static final Rounds NONE = new Rounds(1, Rounds.EVERY_DEFAULT);

  /** Some 40 ms apart at full speed, where a merge takes some 10. */
  public static final long EVERY_DEFAULT = 2_000;

  /** At first weights change so fast that rounds are shorter. */
  static final long EARLY = 5_000;

  static final long EARLY_EVERY = 500;

  /** Longer than any log. */
  private static final long OPEN = Long.MAX_VALUE;

  /** Rounds that end where somebody else says. */
  public static Rounds open(int learners) {
    return new Rounds(learners, OPEN);
  }

  public Rounds {
    if (every < 1) {
      throw new UserException(
          "A merge every %d samples is not possible: give at least 1.".formatted(every));
    }
  }

  /** Whether there are several learners, and so rounds. */
  public boolean areShared() {
    return learners > 1;
  }

  /**
   * How many samples a round has.
   *
   * @param samples that the learner has consumed before it
   */
  public long length(long samples) {
    return samples < EARLY && every < OPEN ? Math.min(EARLY_EVERY, every) : every;
  }

  /**
   * Whether a round was ended before it was full.
   *
   * @param begun samples that its learner had consumed before it
   * @param ended samples that it has consumed after it
   */
  public boolean isEarly(long begun, long ended) {
    return ended - begun < length(begun);
  }
}
