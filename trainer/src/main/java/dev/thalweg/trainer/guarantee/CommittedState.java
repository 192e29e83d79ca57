package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.fold.FoldState;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The state that a trainer committed last, as the changelog of its store holds it. */
public final class CommittedState {
  private CommittedState() {}

  /**
   * Reads it; empty when nothing was committed yet.
   *
   * @throws dev.thalweg.schemas.UserException when the changelog can't be read
   */
  public static Optional<FoldState> read(Connection connection, Pipeline pipeline) {
    AtomicReference<byte[]> last = new AtomicReference<>();
    TopicScan.read(connection, Trainer.changelog(pipeline), read -> last.set(read.value()));
    return Optional.ofNullable(last.get()).map(FoldState::fromBytes);
  }
}
