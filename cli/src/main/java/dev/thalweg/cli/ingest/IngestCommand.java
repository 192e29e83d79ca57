package dev.thalweg.cli.ingest;

import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.service.MetricsOptions;
import dev.thalweg.cli.service.ServiceRunner;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.metrics.Metrics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg ingest}. */
@Command(
    name = "ingest",
    description =
        "Make samples of the records of your own topics by a mapping, exactly once, until Ctrl-C.")
public final class IngestCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin InstanceOptions instance;
  @Mixin MetricsOptions metrics;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      required = true,
      description = "The file that says what a sample is; its pipeline is the one that is fed.")
  Path mapping;

  @Option(
      names = "--scored",
      fallbackValue = "true",
      description =
          "Write examples and labels besides samples, so that a scorer and a monitor see the same"
              + " records.")
  boolean scored;

  @Override
  public Integer call() {
    Mapping read = Mapping.read(mapping);
    cluster.use(read.pipeline());
    return ServiceRunner.run(
        spec,
        cluster,
        instance,
        "ingestion",
        (opened, assembly) -> {
          Optional<Metrics> registry = metrics.registry();
          registry.ifPresent(m -> assembly.add(metrics.part(m, this::say)));
          assembly.add(
              IngestPart.of(
                  opened,
                  read,
                  scored,
                  instance.claim(cluster.pipeline(), "ingest", opened),
                  registry));
        });
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
  }
}
