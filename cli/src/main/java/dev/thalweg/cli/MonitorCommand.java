package dev.thalweg.cli;

import dev.thalweg.cli.GateOptions.Switch;
import dev.thalweg.cli.InstanceOptions.Instance;
import dev.thalweg.monitor.Monitor;
import dev.thalweg.monitor.MonitorConfig;
import dev.thalweg.monitor.watch.Since;
import dev.thalweg.monitor.watch.TopicFollower;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.WindowAccuracy;
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
        "Join predictions with labels, publish accuracy, raise alarms when errors rise, and serve the"
            + " page, until Ctrl-C.")
final class MonitorCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin InstanceOptions instance;
  @Mixin PageOptions page;

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

  @Option(
      names = "--drift",
      paramLabel = "on|off",
      defaultValue = "on",
      description =
          "Watch the errors of the trained and of the served weights, and the balance of labels,"
              + " and publish and print alarms (default: ${DEFAULT-VALUE}).")
  Switch drift;

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
                drift == Switch.ON));
    return withPage(opened, shown(opened, service(monitor)));
  }

  private Service withPage(Cluster opened, Service monitor) {
    PrintWriter err = spec.commandLine().getErr();
    return page.config()
        .map(
            config ->
                WithPage.of(
                    monitor,
                    config,
                    opened,
                    cluster.pipeline(),
                    sentence -> {
                      err.println(sentence);
                      err.flush();
                    }))
        .orElse(monitor);
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
            new ShownAlarms(
                spec.commandLine().getOut(), ZoneId.systemDefault(), cluster.pipeline().model()));
    return new Service(
        monitor.name(),
        () -> {
          monitor.starting().run();
          published.start();
          if (drift == Switch.ON) {
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

  static Service service(Monitor monitor) {
    return new Service(
        "monitor", monitor::start, monitor::ready, monitor.completion(), monitor::close);
  }
}
