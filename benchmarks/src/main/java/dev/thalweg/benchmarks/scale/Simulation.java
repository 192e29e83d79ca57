package dev.thalweg.benchmarks.scale;

import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.trainer.fold.LearnerConfig;

/** Streams of some passes over the same images, learned by so many learners. */
final class Simulation {
  private final LearnerConfig config;
  private final ExampleSource train;
  private final TestImages test;
  private final SchemaRegistry registry;

  /**
   * @param config of one learner or of several
   */
  Simulation(LearnerConfig config, ExampleSource train, TestImages test, SchemaRegistry registry) {
    this.config = config;
    this.train = train;
    this.test = test;
    this.registry = registry;
  }

  /** A new run. */
  Scale.Run run(int passes) {
    int batch = config.hyperparameters().batchSize();
    int samples = Math.toIntExact(passes * train.size() / batch * batch);
    ExampleStream stream = WorkloadOptions.stream(train, samples);
    Partitioned partitioned = new Partitioned(stream, samples, config.rounds().learners());
    return config.rounds().areShared() ? shared(partitioned, passes) : single(partitioned, passes);
  }

  private Scale.Run shared(Partitioned samples, int passes) {
    try (SharedRun run = new SharedRun(config, samples, registry)) {
      run.run();
      return new Scale.Run(
          config.rounds().learners(),
          passes,
          run.samples(),
          run.merges(),
          test.accuracy(config.architecture(), run.weights().serving(config.architecture())),
          run.sentBytes(),
          Scale.usPerThing(run.learningNs(), run.samples()),
          Scale.perThing(run.sendingNs(), run.rounds()),
          Scale.perThing(run.mergingNs(), run.rounds()));
    }
  }

  private Scale.Run single(Partitioned samples, int passes) {
    LearnerConfig once =
        new LearnerConfig(
            config.pipeline(),
            config.architecture(),
            config.datatype(),
            config.hyperparameters(),
            samples.samples(0), // the only snapshot is of all of them
            config.onDivergence());
    try (SingleRun run = new SingleRun(once, samples, registry)) {
      run.run();
      return new Scale.Run(
          1,
          passes,
          run.samples(),
          0,
          test.accuracy(config.architecture(), run.serving(once)),
          0,
          Scale.usPerThing(run.learningNs(), run.samples()),
          0,
          0);
    }
  }
}
