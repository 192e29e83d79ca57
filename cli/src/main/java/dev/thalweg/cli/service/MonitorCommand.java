package dev.thalweg.cli.service;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.cluster.InstanceOptions.Instance;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.Monitor;
import dev.thalweg.monitor.MonitorConfig;
import dev.thalweg.monitor.metrics.MonitorMetrics;
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
      defaultValue = "10",
      description = "Size of the accuracy windows (default: ${DEFAULT-VALUE}).")
  long windowSeconds;

  @Option(
      names = "--label-retention",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description =
          "How long a prediction waits for its label, or a label for its prediction (default:"
              + " ${DEFAULT-VALUE}).")
  long retentionSeconds;

  @Mixin DriftOptions drift;

  @Override
  public Integer call() {
    return ServiceRunner.run(
        spec,
        cluster,
        instance,
        opened ->
            monitor(
                opened,
                instance.claim(cluster.pipeline(), "monitor", opened),
                Duration.ofSeconds(windowSeconds),
                Duration.ofSeconds(retentionSeconds)));
  }

  private Service monitor(Cluster opened, Instance claimed, Duration window, Duration retention) {
    Monitor monitor =
        new Monitor(
            new MonitorConfig(
                opened.connection(),
                cluster.pipeline(),
                window,
                retention,
                claimed.stateDir(),
                claimed.name(),
                opened.transactionTimeout(),
                drift.watches()));
    Metrics registry = new Metrics();
    Service shown = shown(opened, service(monitor, registry));
    Service reacting = drift.beside(shown, opened, cluster.pipeline(), claimed.name(), this::say);
    return metrics.beside(withPage(opened, reacting, registry), registry, this::say);
  }

  private Service withPage(Cluster opened, Service monitor, Metrics registry) {
    return page.config()
        .map(
            config -> WithPage.of(monitor, config, opened, cluster.pipeline(), registry, this::say))
        .orElse(monitor);
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

  /** The service, and beside it what it publishes, read back: what is shown is committed. */
  private Service shown(Cluster opened, Service monitor) {
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
    TopicFollower<Alarm> raised =
        new TopicFollower<>(
            opened.connection(),
            cluster.pipeline(),
            PipelineTopic.ALARMS,
            Alarm.class,
            Since.NOW,
            new ShownAlarms(this::show, ZoneId.systemDefault(), cluster.pipeline().model()));
    return new Service(
        monitor.name(),
        () -> {
          monitor.starting().run();
          published.start();
          if (drift.watches()) {
            raised.start();
          }
        },
        monitor.ready(),
        monitor.completion(),
        () -> {
          published.close();
          raised.close();
          shown.finish();
          monitor.close();
        });
  }

  /** With its metrics among those of the process. */
  public static Service service(Monitor monitor, Metrics metrics) {
    MonitorMetrics.watch(monitor.figures(), metrics);
    return new Service(
        "monitor",
        () -> {
          monitor.start();
          monitor.showStreams(metrics::streams);
        },
        monitor::ready,
        monitor.completion(),
        monitor::close);
  }
}
