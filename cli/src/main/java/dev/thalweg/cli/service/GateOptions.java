package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Part;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.gate.Gate;
import dev.thalweg.scorer.gate.GateConfig;
import dev.thalweg.scorer.gate.GateKeeper;
import dev.thalweg.snapshots.serving.Following;
import java.util.List;
import java.util.Locale;
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
      description =
          "on: serve what the gate has promoted. One scorer of the model holds the gate and judges"
              + " each new snapshot on the latest labelled examples. off: serve the newest snapshot"
              + " (default: ${DEFAULT-VALUE}).")
  Switch gate = Switch.ON;

  @Option(
      names = "--gate-examples",
      paramLabel = "N",
      description =
          "Labelled examples for a judgement; while fewer are known, every snapshot is"
              + " promoted (default: ${DEFAULT-VALUE}).")
  int examples = Gate.EXAMPLES_DEFAULT;

  @Option(
      names = "--gate-tolerance",
      paramLabel = "POINTS",
      description =
          "Refuse a snapshot whose accuracy on them is more than this many points below"
              + " that of the one in service (default: ${DEFAULT-VALUE}).")
  double tolerance = Gate.TOLERANCE_DEFAULT;

  Following following() {
    return gate == Switch.ON ? Following.PROMOTED : Following.NEWEST;
  }

  /** A gate for each of a scorer's models, not started yet; none where it is off. */
  List<GateKeeper> keepers(ScorerConfig config) {
    if (gate == Switch.OFF) {
      return List.of();
    }
    Gate rule = new Gate(examples, tolerance);
    return config.models().all().stream()
        .map(model -> GateKeeper.of(config(config, model, rule)))
        .toList();
  }

  /** A gate as a part of a scorer. */
  static Part part(GateKeeper keeper) {
    return Part.of(
            "the gate of " + keeper.model(), keeper::start, keeper.completion(), keeper::close)
        .writing(keeper::written);
  }

  private static GateConfig config(ScorerConfig scorer, Pipeline model, Gate rule) {
    return new GateConfig(scorer.connection(), model, scorer.pipeline(), scorer.instance(), rule);
  }
}
