package dev.thalweg.cli.demo.live;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.cli.cluster.Offsets;
import dev.thalweg.cli.service.DriftOptions;
import dev.thalweg.cli.service.MonitorCommand;
import dev.thalweg.cli.service.PagePart;
import dev.thalweg.cli.service.ScoreCommand;
import dev.thalweg.cli.service.ShownAlarms;
import dev.thalweg.cli.service.TrainCommand;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.Monitor;
import dev.thalweg.monitor.MonitorConfig;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Trainer, scorer, monitor and page in one process, and what is seen of them on the topics. */
public final class LiveServices {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  /** Of a kind; a stream of a user's own may have dozens. */
  private static final int ALARMS_MAX = 5;

  private final LiveConfig config;
  private final Cluster cluster;
  private final Assembly assembly;
  private final Metrics metrics = new Metrics();
  private final LiveTopics topics;
  private final Offsets offsets;
  private final List<Part> learning = new ArrayList<>();
  private final Scorer scorer;
  private final EndOfLearning end;

  /** Of the training topic, as it was before this run. */
  private final long historyEnd;

  /**
   * Assembles everything; nothing is started.
   *
   * @param idPrefix predictions count for the latencies whose id begins with it
   * @param more services that what is learned comes through, which start beside these
   * @param say prints a line
   * @param assembly stays the caller's, who starts and closes it
   */
  public LiveServices(
      LiveConfig config,
      Cluster cluster,
      DriftOptions drift,
      String idPrefix,
      Function<Metrics, List<Part>> more,
      Consumer<String> say,
      Assembly assembly) {
    this.config = config;
    this.cluster = cluster;
    this.assembly = assembly;
    Pipeline pipeline = config.pipeline();
    assembly.add(Part.resource("the metrics", metrics::close));
    topics =
        new LiveTopics(
            cluster.connection(),
            pipeline,
            idPrefix,
            new ShownAlarms(say, ZoneId.systemDefault(), pipeline.model(), ALARMS_MAX));
    topics.addTo(assembly);
    offsets = new Offsets(cluster.connection(), pipeline);
    assembly.add(Part.resource("what asks for offsets", offsets::close));
    scorer = addServices(drift, more, say);
    end = new EndOfLearning(config, offsets, topics, scorer);
    historyEnd = offsets.end(PipelineTopic.TRAINING);
  }

  private Scorer addServices(
      DriftOptions drift, Function<Metrics, List<Part>> more, Consumer<String> say) {
    InstanceOptions instances = new InstanceOptions();
    Pipeline pipeline = config.pipeline();
    assembly.addInFront(PagePart.of(config.page(), cluster, pipeline, metrics, say));
    assembly.add(Part.lasting("the schemas", cluster::awaitSchemas, () -> {}));
    // Without a gate: a demo is about the last snapshot, whatever a gate thinks of it.
    Scorer scoring =
        new Scorer(
            ScorerConfig.of(
                cluster.connection(),
                pipeline,
                instances.claim(pipeline, "scorer", cluster).name()));
    Instance watching = instances.claim(pipeline, "monitor", cluster);
    learning.add(
        TrainCommand.part(
            cluster,
            config.learner(),
            config.merging(),
            instances.claim(pipeline, "trainer", cluster),
            Optional.of(metrics)));
    learning.addAll(more.apply(metrics));
    List<Part> parts = new ArrayList<>(learning);
    parts.add(ScoreCommand.part(scoring, metrics));
    parts.add(MonitorCommand.part(monitor(watching, drift.watches()), metrics));
    assembly.addSideBySide(parts);
    drift.addTo(assembly, cluster, pipeline, watching.name(), say);
    return scoring;
  }

  private Monitor monitor(Instance instance, boolean watchesDrift) {
    MonitorConfig defaults =
        MonitorConfig.of(
            cluster.connection(), config.pipeline(), instance.stateDir(), instance.name());
    return new Monitor(
        new MonitorConfig(
            defaults.connection(),
            defaults.pipeline(),
            WINDOW,
            defaults.retention(),
            defaults.stateDir(),
            defaults.instance(),
            cluster.transactionTimeout(),
            watchesDrift));
  }

  /** What has been seen so far. */
  public LiveState state() {
    return topics.state();
  }

  /** The scorer, which knows the snapshots. */
  public Scorer scorer() {
    return scorer;
  }

  /** Of all services. */
  public Metrics metrics() {
    return metrics;
  }

  /** What asks the broker how far topics and services are. */
  public Offsets offsets() {
    return offsets;
  }

  /** Whether what comes is learned at once, and what earlier runs learned has been seen. */
  public boolean areReady() {
    return topics.trainingPosition() >= historyEnd
        && learning.stream().allMatch(part -> part.ready().getAsBoolean());
  }

  /** Whether every sample that is there is learned, and the scorer has the last snapshot. */
  public boolean haveLearned() {
    return end.isReached();
  }

  /**
   * Throws the failure when there is one.
   *
   * @throws dev.thalweg.schemas.UserException that says what has ended
   */
  public void check() {
    cluster.check();
    assembly.check();
  }
}
