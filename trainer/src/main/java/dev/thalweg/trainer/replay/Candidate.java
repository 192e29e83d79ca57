package dev.thalweg.trainer.replay;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;

/**
 * What is trained by, under its own name.
 *
 * @param name of a run, for people
 */
public record Candidate(String name, LearnerConfig config) {
  /** The name of the run with the live model's configuration. */
  public static final String LIVE = "live";

  /** A step costs as much on top of its samples' products as this many samples cost in them. */
  private static final double SAMPLES_PER_STEP_COST = 50;

  /**
   * Of float32 vectors as long as the parameters: weights, gradients, moments, average, natives.
   */
  private static final long BYTES_PER_PARAMETER = 7L * Float.BYTES;

  /** A candidate that takes no snapshots: nobody would follow them. */
  public static Candidate of(
      String name,
      Pipeline pipeline,
      Architecture architecture,
      Datatype datatype,
      Hyperparameters hyperparameters) {
    return new Candidate(
        name,
        new LearnerConfig(
            pipeline, architecture, datatype, hyperparameters, Long.MAX_VALUE, OnDivergence.SKIP));
  }

  /**
   * Curves are compared point by point, so they have to be of the same samples.
   *
   * @throws UserException when this network is for other samples than the live one
   */
  void requireComparable(LearnerConfig live) {
    String mine = samples(config);
    String theirs = samples(live);
    if (!mine.equals(theirs)) {
      throw new UserException(
          "The candidate %s expects %s, the live model %s: only networks for the same samples"
                  .formatted(name, mine, theirs)
              + " can be compared.");
    }
  }

  private static String samples(LearnerConfig config) {
    Architecture network = config.architecture();
    String targets =
        network.isRegression()
            ? "with a number each"
            : "in %d classes".formatted(network.classes());
    return "%s examples of %s %s"
        .formatted(config.datatype().text(), network.shape().text(), targets);
  }

  /** What a sample costs, in a unit of no meaning: to share candidates out among threads. */
  double costPerSample() {
    Hyperparameters learning = config.hyperparameters();
    double batch = learning.batchSize();
    double rows = (batch + learning.replaySamples()) / batch;
    return config.architecture().parameterCount()
        * learning.updates()
        * (rows + SAMPLES_PER_STEP_COST / batch);
  }

  /** About how much memory its learner takes, on the heap and outside it. */
  long bytes() {
    Architecture network = config.architecture();
    long perSample = (long) Float.BYTES * 2 * (network.inputs() + network.classes());
    Hyperparameters learning = config.hyperparameters();
    long buffer = learning.replaySamples() == 0 ? 0 : learning.get(Hyperparameters.REPLAY_BUFFER);
    return BYTES_PER_PARAMETER * network.parameterCount()
        + perSample * (learning.batchSize() + learning.replaySamples())
        + buffer * network.inputs() * config.datatype().bytes();
  }
}
