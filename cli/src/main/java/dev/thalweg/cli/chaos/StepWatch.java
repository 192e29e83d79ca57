package dev.thalweg.cli.chaos;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.util.concurrent.atomic.AtomicReference;

/** The last step that is committed. */
final class StepWatch implements AutoCloseable {
  private final AtomicReference<TrainingProgress> last = new AtomicReference<>();
  private final TopicFollower<TrainingProgress> training;

  StepWatch(Connection connection, Pipeline pipeline) {
    training =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.TRAINING,
            TrainingProgress.class,
            Since.BEGINNING,
            last::set);
    training.start();
  }

  long step() {
    TrainingProgress progress = last.get();
    return progress == null ? 0 : progress.getStep();
  }

  long samples() {
    TrainingProgress progress = last.get();
    return progress == null ? 0 : progress.getSamples();
  }

  /** Throws its failure when it has one. */
  void check() {
    if (training.completion().isCompletedExceptionally()) {
      training.completion().join();
    }
  }

  @Override
  public void close() {
    training.close();
  }
}
