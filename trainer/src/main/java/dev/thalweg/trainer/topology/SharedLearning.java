package dev.thalweg.trainer.topology;

import dev.thalweg.trainer.log.LoggedState;
import dev.thalweg.trainer.rounds.RoundExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the learners of a process need to learn together with others, or to go on from a state that
 * no store holds.
 *
 * @param idle without a sample for so long, a learner ends its round before it is full
 * @param states the state of a partition's learner that was committed last, which is not always the
 *     one that Kafka Streams has restored; empty where there is none
 */
public record SharedLearning(
    RoundExchange exchange, Duration idle, IntFunction<Optional<LoggedState>> states) {
  /** Of a single learner. */
  public static final SharedLearning NONE = alone(partition -> Optional.empty());

  /** The same, where the states of large models are read. */
  public static SharedLearning alone(IntFunction<Optional<LoggedState>> states) {
    return new SharedLearning(RoundExchange.NONE, Duration.ZERO, states);
  }
}
