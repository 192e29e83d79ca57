package dev.thalweg.trainer.topology;

import dev.thalweg.trainer.rounds.RoundExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the learners of a process need to learn together with others.
 *
 * @param idle without a sample for so long, a learner ends its round before it is full
 * @param states the state of a partition's learner that was committed last, which is not always the
 *     one that Kafka Streams has restored; empty where there is none
 */
public record SharedLearning(
    RoundExchange exchange, Duration idle, IntFunction<Optional<byte[]>> states) {
  /** Of a single learner. */
  public static final SharedLearning NONE =
      new SharedLearning(RoundExchange.NONE, Duration.ZERO, partition -> Optional.empty());
}
