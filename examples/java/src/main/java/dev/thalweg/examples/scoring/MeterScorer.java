package dev.thalweg.examples.scoring;

import dev.thalweg.model.Classifier;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.SnapshotFollower;
import java.time.Duration;
import java.util.Optional;

/** Follows a pipeline's snapshots and scores readings of meters with the newest one. */
public final class MeterScorer implements AutoCloseable {
  private final SchemaRegistry registry;
  private final SnapshotFollower follower;
  private Classifier classifier;
  private ServedModel loaded;

  /**
   * What one reading came to.
   *
   * @param faulty the probability, 0 to 1, that the meter is broken
   * @param version samples that the model had seen
   */
  public record Answer(float faulty, long version) {}

  /** Begins to follow; does not wait for a snapshot. */
  public MeterScorer(Connection connection, Pipeline pipeline) {
    registry = connection.openRegistry();
    follower = SnapshotFollower.of(connection, registry, pipeline, "meter-scorer");
    follower.start();
  }

  /** Waits for the first snapshot, at most this long; whether there is one. */
  public boolean awaitModel(Duration atMost) {
    return follower.awaitFirst(atMost).isPresent();
  }

  /**
   * Scores one reading; empty before the first snapshot. Any thread may ask, one at a time.
   *
   * @throws IllegalArgumentException if the model is not one of three numbers and two classes
   */
  public synchronized Optional<Answer> score(float volt, float ampere, float hertz) {
    Optional<ServedModel> current = follower.current();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    ServedModel model = current.get();
    load(model);
    float[] probabilities = new float[model.architecture().classes()];
    float[] features = {volt, ampere, hertz};
    classifier.score(model.parameters(), features, 1, probabilities);
    return Optional.of(new Answer(probabilities[1], model.version()));
  }

  /** A classifier is made for a network; new weights of the same cost it one copy. */
  private void load(ServedModel model) {
    if (loaded == null || !loaded.architecture().equals(model.architecture())) {
      if (model.architecture().inputs() != 3 || model.architecture().classes() != 2) {
        throw new IllegalArgumentException(
            "The model %s is of other records than readings of meters.".formatted(model));
      }
      if (classifier != null) {
        classifier.close();
      }
      classifier = new Classifier(model.architecture(), 1);
    }
    loaded = model;
  }

  @Override
  public synchronized void close() {
    follower.close();
    if (classifier != null) {
      classifier.close();
    }
    registry.close();
  }
}
