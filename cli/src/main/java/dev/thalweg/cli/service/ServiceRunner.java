package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.cluster.InstanceOptions;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.schemas.access.Secrets;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs one service until Ctrl-C or its failure. */
public final class ServiceRunner {
  private static final Duration CHECK_EVERY = Duration.ofMillis(200);

  private ServiceRunner() {}

  /**
   * Opens the cluster, assembles the service on it, and runs it.
   *
   * @param name of the service, without an article
   * @param assembling adds its parts
   * @return 0 when it was asked to stop
   * @throws dev.thalweg.schemas.UserException when a part can't be started, or dies
   */
  public static int run(
      CommandSpec spec,
      ClusterOptions options,
      InstanceOptions instance,
      String name,
      BiConsumer<Cluster, Assembly> assembling) {
    PrintWriter err = spec.commandLine().getErr();
    try (StopSignal stop = new StopSignal();
        ReadyFile readyFile = new ReadyFile(instance.readyFile());
        Cluster cluster = options.openPatiently(stop)) {
      cluster.prepare(options.pipeline());
      printConfiguration(spec, cluster, err);
      try (Assembly service = new Assembly(name)) {
        WaitPart.addTo(service, cluster);
        RightsWatch rights = new RightsWatch(cluster.connection()::openAdmin, service::written);
        service.add(Part.of("the " + name, rights::start, rights.completion(), rights::close));
        assembling.accept(cluster, service);
        service.start();
        boolean announced = false;
        while (!stop.await(CHECK_EVERY) && !service.hasEnded()) {
          cluster.check();
          boolean ready = service.ready();
          readyFile.set(ready);
          if (ready && !announced) {
            err.printf("The %s is ready; Ctrl-C stops it.%n", name);
            err.flush();
            announced = true;
          }
        }
      }
    } finally {
      instance.release();
    }
    return 0;
  }

  private static void printConfiguration(CommandSpec spec, Cluster cluster, PrintWriter err) {
    Map<String, Object> shown = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      if (value != null && !option.usageHelp() && !option.versionHelp()) {
        shown.put(
            option.longestName().substring(2),
            value instanceof Duration length ? Patience.text(length) : value);
      }
    }
    shown.put("bootstrap-server", cluster.connection().bootstrapServer());
    shown.put("schema-registry", cluster.connection().schemaRegistry());
    shown.putAll(cluster.connection().shownProperties());
    shown.forEach((name, value) -> err.printf("  %s = %s%n", name, Secrets.shown(name, value)));
    err.flush();
  }
}
