package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.cli.terminal.Logging;
import dev.thalweg.cli.terminal.VersionProvider;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.model.kernel.Backend;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import dev.thalweg.scorer.gate.GateKeeper;
import dev.thalweg.scorer.http.ScoringConfig;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import dev.thalweg.scorer.models.ModelChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
        "Follow the snapshots and classify examples, from the topic and over HTTP, until Ctrl-C.")
public final class ScoreCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin InstanceOptions instance;
  @Mixin GateOptions gate;
  @Mixin HttpOptions http;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      description = "Most examples scored at once (default: ${DEFAULT-VALUE}).")
  int maxBatch = ScorerConfig.BATCH_DEFAULT;

  @Option(
      names = "--guarantee",
      paramLabel = "NAME",
      description =
          "at-least-once: after a crash predictions may come twice; or exactly-once: predictions,"
              + " dead letters and offsets in one transaction, for readers with"
              + " isolation.level=read_committed (default: ${DEFAULT-VALUE}).")
  GuaranteeName guarantee = GuaranteeName.AT_LEAST_ONCE;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "A pipeline whose model scores the examples of --pipeline; the first is the champion, the"
              + " others are challengers (may be repeated; default: the pipeline's own).")
  List<String> models = List.of();

  @Option(
      names = "--shadow",
      paramLabel = "NAME",
      description =
          "A pipeline whose model also scores the examples, but only for the record: it"
              + " answers nobody (may be repeated).")
  List<String> shadows = List.of();

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "The mapping that the model was trained by: the records of its source are scored, under"
              + " the ids that ingest gives them, in place of the pipeline's examples.")
  Path mapping;

  /** A guarantee by its name. */
  enum GuaranteeName {
    AT_LEAST_ONCE,
    EXACTLY_ONCE;

    DeliveryGuarantee on(Cluster cluster) {
      return this == AT_LEAST_ONCE
          ? DeliveryGuarantee.atLeastOnce()
          : DeliveryGuarantee.exactlyOnce(cluster.transactionTimeout());
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public Integer call() {
    Optional<Mapping> source = Optional.ofNullable(mapping).map(Mapping::read);
    source.ifPresent(read -> cluster.use(read.pipeline()));
    Pipeline pipeline = cluster.pipeline();
    Optional<ScoringConfig> overHttp = http.config(VersionProvider.number());
    Logging.begin();
    Backend.preload(); // while the brokers are being asked
    return ServiceRunner.run(
        spec,
        cluster,
        instance,
        "scorer",
        (opened, assembly) -> {
          Instance claimed = instance.claim(pipeline, "scorer", opened);
          ScorerConfig examples =
              ScorerConfig.of(opened.connection(), pipeline, claimed.name())
                  .withMaxBatch(maxBatch)
                  .with(guarantee.on(opened))
                  .with(models(pipeline));
          ScorerConfig config = source.map(examples::withSource).orElse(examples);
          Scorer scorer = new Scorer(config, gate.following());
          List<GateKeeper> gates = gate.keepers(config);
          overHttp.ifPresentOrElse(
              answering ->
                  new ScoringOverHttp(scorer, gates, answering, spec.commandLine().getErr())
                      .addTo(assembly),
              () -> assembly.add(part(scorer)));
          gates.forEach(keeper -> assembly.add(GateOptions.part(keeper)));
        });
  }

  private ModelChoice models(Pipeline pipeline) {
    return new ModelChoice(
        models.isEmpty() ? List.of(pipeline) : models.stream().map(Pipeline::new).toList(),
        shadows.stream().map(Pipeline::new).toList());
  }

  /** A scorer with its metrics among those of the process. */
  public static Part part(Scorer scorer, Metrics metrics) {
    return part(scorer, new ScorerMetrics(metrics));
  }

  static Part part(Scorer scorer, ScorerMetrics metrics) {
    metrics.watch(scorer);
    return part(
        scorer,
        () -> {
          scorer.start();
          scorer.showClients(metrics);
        });
  }

  private static Part part(Scorer scorer) {
    return part(scorer, scorer::start);
  }

  private static Part part(Scorer scorer, Runnable starting) {
    return Part.of("the scorer", starting, scorer.completion(), scorer::close)
        .readyWhen(scorer::ready)
        .writing(scorer::written);
  }
}
