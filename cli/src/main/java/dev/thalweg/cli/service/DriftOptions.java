package dev.thalweg.cli.service;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.schemas.Pipeline;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What is done about drift. */
public final class DriftOptions {
  /** As it is written on the command line. */
  enum OnDrift {
    OFF,
    NONE,
    RESTART;

    /** As it is shown among the settings. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--on-drift",
      paramLabel = "off|none|restart",
      defaultValue = "none",
      description =
          "none: watch the errors of the trained and of the served weights, and the"
              + " balance of labels, and publish and print alarms. restart: also have the"
              + " learner restart from its weights when errors rise. off: watch nothing"
              + " (default: ${DEFAULT-VALUE}).")
  OnDrift onDrift = OnDrift.NONE;

  public boolean watches() {
    return onDrift != OnDrift.OFF;
  }

  /**
   * The monitor with the reaction that is asked for beside it.
   *
   * @param instance the monitor's name
   */
  public Service beside(
      Service monitor, Cluster cluster, Pipeline pipeline, String instance, Consumer<String> told) {
    return onDrift == OnDrift.RESTART
        ? new WithRestarts(cluster.connection(), pipeline, instance, told).beside(monitor)
        : monitor;
  }
}
