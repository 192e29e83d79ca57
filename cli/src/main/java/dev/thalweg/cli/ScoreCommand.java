package dev.thalweg.cli;

import dev.thalweg.cli.InstanceOptions.Instance;
import dev.thalweg.model.Backend;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.http.HttpConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg score}. */
@Command(
    name = "score",
    description =
        "Follow the snapshots and classify images into predictions, and over HTTP, until Ctrl-C.")
final class ScoreCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin InstanceOptions instance;
  @Mixin HttpOptions http;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "2048",
      description = "Most images scored at once (default: ${DEFAULT-VALUE}).")
  int maxBatch;

  @Override
  public Integer call() {
    Pipeline pipeline = cluster.pipeline();
    Optional<HttpConfig> overHttp = http.config(VersionProvider.number());
    Logging.begin();
    Backend.preload(); // while the brokers are being asked
    return ServiceRunner.run(
        spec,
        cluster,
        instance,
        opened -> {
          Instance claimed = instance.claim(pipeline, "scorer", opened);
          Scorer scorer =
              new Scorer(
                  new ScorerConfig(
                      opened.connection(),
                      pipeline,
                      pipeline.group("scorer"),
                      claimed.name(),
                      maxBatch));
          return overHttp
              .map(
                  config ->
                      new ScoringOverHttp(
                              scorer,
                              new CurrentOnly(pipeline.model(), scorer::current),
                              config,
                              spec.commandLine().getErr())
                          .service())
              .orElseGet(() -> service(scorer));
        });
  }

  static Service service(Scorer scorer) {
    return new Service("scorer", scorer::start, scorer::ready, scorer.completion(), scorer::close);
  }
}
