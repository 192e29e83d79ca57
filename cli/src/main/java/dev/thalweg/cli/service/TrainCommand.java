package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.cli.learning.ModelOptions;
import dev.thalweg.cli.terminal.Logging;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.model.kernel.Backend;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.metrics.TrainerMetrics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg train}. */
@Command(
    name = "train",
    description = "Learn from samples, exactly once, and publish snapshots, until Ctrl-C.")
public final class TrainCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin ModelOptions model;
  @Mixin MergeOptions merging;
  @Mixin InstanceOptions instance;
  @Mixin MetricsOptions metrics;

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      description = "Samples between two snapshots (default: ${DEFAULT-VALUE}).")
  long snapshotEvery = LearnerConfig.SNAPSHOT_EVERY_DEFAULT;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "The mapping that the samples are made by: shape, datatype and classes are its own, and"
              + " so is the pipeline.")
  Path mapping;

  @Override
  public Integer call() {
    String made = "";
    if (mapping != null) {
      Mapping read = Mapping.read(mapping);
      cluster.use(read.pipeline());
      model.completeFrom(read);
      made = read.vector().text();
    }
    LearnerConfig learner =
        new LearnerConfig(
                cluster.pipeline(),
                model.architecture(),
                model.datatype(),
                model.hyperparameters(),
                snapshotEvery,
                model.onDivergence())
            .withMapping(made);
    Logging.begin();
    Backend.preload(); // while the brokers are being asked
    return ServiceRunner.run(
        spec,
        cluster,
        instance,
        "trainer",
        (opened, assembly) -> {
          Optional<Metrics> registry = metrics.registry();
          registry.ifPresent(m -> assembly.add(metrics.part(m, this::say)));
          assembly.add(
              part(
                  opened,
                  learner,
                  merging,
                  instance.claim(cluster.pipeline(), "trainer", opened),
                  registry));
        });
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
  }

  /** A trainer with its metrics among those of the process, where there are any. */
  public static Part part(
      Cluster cluster,
      LearnerConfig learner,
      MergeOptions merging,
      Instance instance,
      Optional<Metrics> metrics) {
    Trainer trainer =
        new Trainer(
            new TrainerConfig(
                cluster.connection(),
                learner,
                instance.name(),
                instance.stateDir(),
                merging.every(),
                merging.mergeWait(),
                cluster.transactionTimeout(),
                cluster.sessionTimeout()));
    metrics.ifPresent(m -> TrainerMetrics.watch(trainer.figures(), m));
    return Part.of(
            "the trainer",
            () -> {
              trainer.start();
              metrics.ifPresent(m -> trainer.showStreams(m::streams));
            },
            trainer.completion(),
            trainer::close)
        .readyWhen(trainer::isReady)
        .writing(trainer::written);
  }
}
