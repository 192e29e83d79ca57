package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.log.DecidedState;
import dev.thalweg.trainer.log.LoggedState;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** The state that a trainer committed last, as the changelog of its store holds it. */
public final class CommittedState {
  private CommittedState() {}

  /**
   * Reads it; empty when nothing was committed yet.
   *
   * @throws dev.thalweg.schemas.UserException when the changelog can't be read
   */
  public static Optional<FoldState> read(Connection connection, Pipeline pipeline) {
    return read(connection, pipeline, 0);
  }

  /** The same of the learner of a partition. */
  public static Optional<FoldState> read(Connection connection, Pipeline pipeline, int partition) {
    return DecidedState.readCommitted(
            connection, new TopicPartition(Trainer.changelog(pipeline), partition))
        .map(LoggedState::whole);
  }
}
