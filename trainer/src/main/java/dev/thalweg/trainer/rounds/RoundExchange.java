package dev.thalweg.trainer.rounds;

import dev.thalweg.trainer.fold.LearnedRound;
import java.util.Optional;

/** Where the learners of a process give their rounds, and hear of merges. Safe for many threads. */
public interface RoundExchange {

  /** That of a single learner, which has nobody to exchange with. */
  RoundExchange NONE =
      new RoundExchange() {
        @Override
        public void contribute(LearnedRound round) {
          throw new IllegalStateException("A single learner has no rounds.");
        }

        @Override
        public Optional<TakenRound> mergeOf(int partition, long base) {
          return Optional.empty();
        }

        @Override
        public long newest() {
          return 0;
        }

        @Override
        public void average(boolean averages) {}

        @Override
        public void requireRunning() {}
      };

  /** Sends a round, without waiting; a repeat does no harm. */
  void contribute(LearnedRound round);

  /**
   * The round of a partition which began with a certain merge, as another merge has taken it; empty
   * until there is one.
   */
  Optional<TakenRound> mergeOf(int partition, long base);

  /** Number of the newest merge that is known here; 0 before the first. */
  long newest();

  /** Told that the learner of partition 0 is in this process, so that this averages; or no more. */
  void average(boolean averages);

  /**
   * Nothing where all is well.
   *
   * @throws RuntimeException with what has ended it
   */
  void requireRunning();
}
