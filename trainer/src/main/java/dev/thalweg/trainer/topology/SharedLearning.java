package dev.thalweg.trainer.topology;

import dev.thalweg.trainer.rounds.RoundExchange;
import java.time.Duration;

/**
 * What the learners of a process need to learn together with others.
 *
 * @param idle without a sample for so long, a learner ends its round before it is full
 */
public record SharedLearning(RoundExchange exchange, Duration idle) {
  /** Of a single learner. */
  public static final SharedLearning NONE = new SharedLearning(RoundExchange.NONE, Duration.ZERO);
}
