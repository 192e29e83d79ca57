package dev.thalweg.cli.chaos;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far the learners are, by the steps that are committed. */
final class StepWatch implements AutoCloseable {
  private final Map<Integer, TrainingProgress> last = new ConcurrentHashMap<>();
  private final TopicFollower<TrainingProgress> training;

  StepWatch(Connection connection, Pipeline pipeline) {
    training =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.TRAINING,
            TrainingProgress.class,
            Since.BEGINNING,
            progress -> last.put(progress.getPartition(), progress));
    training.start();
  }

  /** Of all learners. */
  long step() {
    return last.values().stream().mapToLong(TrainingProgress::getStep).sum();
  }

  /** Of all learners. */
  long samples() {
    return last.values().stream().mapToLong(TrainingProgress::getSamples).sum();
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
