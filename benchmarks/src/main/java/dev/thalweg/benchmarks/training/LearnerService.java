package dev.thalweg.benchmarks.training;

import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.TrainerConfig;
import java.util.concurrent.CompletableFuture;

/**
 * What learns from the log.
 *
 * @param completion done exceptionally, with its failure, when it can't go on
 */
record LearnerService(Runnable starting, CompletableFuture<Void> completion, Runnable closing)
    implements AutoCloseable {

  /** The trainer as it is. */
  static LearnerService exactlyOnce(TrainerConfig config) {
    return exactlyOnce(config, new RoundTrips());
  }

  /** The same, whose merges are timed. */
  static LearnerService exactlyOnce(TrainerConfig config, RoundTrips roundTrips) {
    Trainer trainer = new Trainer(config);
    roundTrips.follow(trainer.figures().rounds());
    return new LearnerService(trainer::start, trainer.completion(), trainer::close);
  }

  /** Its fold without state, at least once. */
  static LearnerService atLeastOnce(TrainerConfig config) {
    AtLeastOnceTrainer trainer = new AtLeastOnceTrainer(config);
    return new LearnerService(trainer::start, trainer.completion(), trainer::close);
  }

  @Override
  public void close() {
    closing.run();
  }
}
