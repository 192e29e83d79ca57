package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.Monitor;
import dev.thalweg.monitor.MonitorConfig;
import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.metrics.MonitorMetrics;
import dev.thalweg.monitor.score.BinaryScores;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg monitor}. */
@Command(
    name = "monitor",
    description =
        "Join predictions with labels, publish accuracy, raise alarms when errors rise, and serve"
            + " the page, until Ctrl-C.")
public final class MonitorCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin InstanceOptions instance;
  @Mixin PageOptions page;
  @Mixin MetricsOptions metrics;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      description = "Size of the accuracy windows (default: ${DEFAULT-VALUE}).")
  long windowSeconds = AccuracyConfig.DEFAULT_WINDOW.toSeconds();

  @Option(
      names = "--label-retention",
      paramLabel = "SECONDS",
      description =
          "How long a prediction waits for its label, or a label for its prediction (default:"
              + " ${DEFAULT-VALUE}).")
  long retentionSeconds = AccuracyConfig.DEFAULT_RETENTION.toSeconds();

  @Option(
      names = "--threshold",
      paramLabel = "PROBABILITY",
      description =
          "Of two classes: from this probability on a prediction counts as class 1, in precision"
              + " and recall (default: ${DEFAULT-VALUE}).")
  double threshold = BinaryScores.THRESHOLD_DEFAULT;

  @Mixin DriftOptions drift;

  @Override
  public Integer call() {
    return ServiceRunner.run(
        spec,
        cluster,
        instance,
        "monitor",
        (opened, assembly) ->
            assemble(opened, instance.claim(cluster.pipeline(), "monitor", opened), assembly));
  }

  /** The page comes first: a port that is taken is told before anything joins the group. */
  private void assemble(Cluster opened, Instance claimed, Assembly assembly) {
    Metrics registry = new Metrics();
    assembly.add(metrics.part(registry, this::say));
    page.config()
        .map(config -> PagePart.of(config, opened, cluster.pipeline(), registry, this::say))
        .ifPresent(assembly::addInFront);
    drift.addTo(assembly, opened, cluster.pipeline(), claimed.name(), this::say);
    assembly.add(part(new Monitor(config(opened, claimed)), registry));
    assembly.add(shownAccuracy(opened));
    if (drift.watches()) {
      assembly.add(shownAlarms(opened));
    }
  }

  private MonitorConfig config(Cluster opened, Instance claimed) {
    return new MonitorConfig(
        opened.connection(),
        cluster.pipeline(),
        Duration.ofSeconds(windowSeconds),
        Duration.ofSeconds(retentionSeconds),
        claimed.stateDir(),
        claimed.name(),
        opened.transactionTimeout(),
        drift.watches(),
        threshold);
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
  }

  private void show(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** What the monitor publishes, read back: what is shown is committed. */
  private Part shownAccuracy(Cluster opened) {
    ShownAccuracy shown =
        new ShownAccuracy(
            spec.commandLine().getOut(), ZoneId.systemDefault(), cluster.pipeline().model());
    TopicFollower<WindowAccuracy> published =
        new TopicFollower<>(
            opened.connection(),
            cluster.pipeline(),
            PipelineTopic.ACCURACY,
            WindowAccuracy.class,
            Since.NOW,
            shown);
    return Part.of(
        "the display of accuracy",
        published::start,
        published.completion(),
        () -> {
          published.close();
          shown.finish();
        });
  }

  private Part shownAlarms(Cluster opened) {
    TopicFollower<Alarm> raised =
        new TopicFollower<>(
            opened.connection(),
            cluster.pipeline(),
            PipelineTopic.ALARMS,
            Alarm.class,
            Since.NOW,
            new ShownAlarms(this::show, ZoneId.systemDefault(), cluster.pipeline().model()));
    return Part.of("the display of alarms", raised::start, raised.completion(), raised::close);
  }

  /** A monitor with its metrics among those of the process. */
  public static Part part(Monitor monitor, Metrics metrics) {
    MonitorMetrics.watch(monitor.figures(), metrics);
    return Part.of(
            "the monitor",
            () -> {
              monitor.start();
              monitor.showStreams(metrics::streams);
            },
            monitor.completion(),
            monitor::close)
        .readyWhen(monitor::ready)
        .writing(monitor::written);
  }
}
