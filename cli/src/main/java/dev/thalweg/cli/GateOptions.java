package dev.thalweg.cli;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.scorer.Following;
import dev.thalweg.scorer.gate.Gate;
import dev.thalweg.scorer.gate.GateConfig;
import dev.thalweg.scorer.gate.GateKeeper;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Option;

/** Whether snapshots are judged before they are served, and how. */
final class GateOptions {
  /** A switch as it is written on the command line. */
  enum Switch {
    ON,
    OFF;

    /** As it is shown among the settings. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--gate",
      paramLabel = "on|off",
      defaultValue = "on",
      description =
          "on: serve what the gate has promoted. One scorer of the model holds the gate and judges"
              + " each new snapshot on the latest labelled images. off: serve the newest snapshot"
              + " (default: ${DEFAULT-VALUE}).")
  Switch gate;

  @Option(
      names = "--gate-images",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Labelled images of a judgement; as long as fewer are known, every snapshot is promoted"
              + " (default: ${DEFAULT-VALUE}).")
  int images;

  @Option(
      names = "--gate-tolerance",
      paramLabel = "POINTS",
      defaultValue = "1",
      description =
          "Refuse a snapshot that classifies them worse than the one in service by more points of"
              + " accuracy than this (default: ${DEFAULT-VALUE}).")
  double tolerance;

  Following following() {
    return gate == Switch.ON ? Following.PROMOTED : Following.NEWEST;
  }

  /** The scorer with its gate beside it, which ends with it and whose failure ends it. */
  Service beside(Service scorer, Connection connection, Pipeline pipeline, String instance) {
    if (gate == Switch.OFF) {
      return scorer;
    }
    GateKeeper keeper =
        GateKeeper.of(new GateConfig(connection, pipeline, instance, new Gate(images, tolerance)));
    return new Service(
        scorer.name(),
        () -> {
          scorer.starting().run();
          keeper.start();
        },
        scorer.ready(),
        CompletableFuture.anyOf(scorer.completion(), keeper.completion()).thenAccept(nothing -> {}),
        () -> {
          keeper.close();
          scorer.close();
        });
  }
}
