package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.fold.FoldState;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
    AtomicReference<byte[]> last = new AtomicReference<>();
    TopicScan.read(
        connection,
        new TopicPartition(Trainer.changelog(pipeline), partition),
        read -> last.set(read.value()));
    return Optional.ofNullable(last.get()).map(FoldState::fromBytes);
  }
}
