package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.replay.Candidate;
import dev.thalweg.trainer.replay.LiveModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a replay trains by: the live model's configuration, or a preset, and what differs. */
public final class CandidateOptions {
  private static final int NAME_MAX = 64;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Begin with this preset, one of those of train; other options override it (default:"
              + " the live model's settings).")
  String preset;

  @Mixin LearningOptions learning;

  @Option(
      names = "--grid",
      paramLabel = "NAME=V1,V2",
      arity = "1..*",
      description =
          "Several candidates: every combination of the values of lr, batch, ema, hidden (such as"
              + " 128x128) and every other hyper-parameter by its key, such as l2 or adam.beta1; at"
              + " most 64.")
  List<String> grid;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of a single candidate (default: what differs).")
  String name;

  /** The combinations of the grid; none when there is no grid. */
  private List<Grid.Point> points = List.of();

  /**
   * Checks what can be checked without the live model.
   *
   * @throws UserException when something is wrong
   */
  public void check() {
    if (grid == null && preset == null && learning.isEmpty()) {
      throw new UserException(
          "Say what should differ from the live model: give a flag such as"
              + " --learning-rate, a --preset, or several candidates with --grid"
              + " lr=0.001,0.003.");
    }
    if (grid != null && name != null) {
      throw new UserException("--name is for a single candidate: leave it out with --grid.");
    }
    if (name != null && (name.isBlank() || name.length() > NAME_MAX)) {
      throw new UserException("A name has 1 to %d characters.".formatted(NAME_MAX));
    }
    if (Candidate.LIVE.equals(name)) {
      throw new UserException("\"live\" is the live model's name: give the candidate another.");
    }
    points = grid == null ? List.of() : Grid.points(grid);
    try {
      learning.check();
      points.forEach(point -> learning.with(point).check());
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  /**
   * The candidates, after {@link #check}.
   *
   * @throws UserException when one is not possible, or there is nothing to begin with
   */
  public List<Candidate> candidates(Pipeline pipeline, Optional<LiveModel> live) {
    if (preset == null && live.isEmpty()) {
      throw new UserException(
          "%s holds no snapshot yet, so there is no live model to differ from: train until the"
                  .formatted(pipeline.topic(PipelineTopic.SNAPSHOTS))
              + " first one is taken, or begin with a --preset.");
    }
    if (points.isEmpty()) {
      return List.of(candidate(name, learning, pipeline, live));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Grid.Point point : points) {
      candidates.add(candidate(point.name(), learning.with(point), pipeline, live));
    }
    return candidates;
  }

  private Candidate candidate(
      String given, LearningOptions options, Pipeline pipeline, Optional<LiveModel> live) {
    try {
      Hyperparameters base =
          preset == null
              ? live.orElseThrow().config().hyperparameters()
              : Preset.named(preset).hyperparameters();
      Hyperparameters hyperparameters = options.hyperparameters(base);
      Architecture network = options.architecture(() -> network(live));
      String derived = given == null ? differences(hyperparameters) : given;
      return Candidate.of(derived, pipeline, network, datatype(live), hyperparameters);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          given == null
              ? e.getMessage()
              : "The candidate %s is not possible: %s".formatted(given, e.getMessage()),
          e);
    }
  }

  /** That of the samples, which nothing but the live model tells. */
  private static Datatype datatype(Optional<LiveModel> live) {
    return live.map(model -> model.config().datatype()).orElse(LearnerConfig.DATATYPE_DEFAULT);
  }

  private Architecture network(Optional<LiveModel> live) {
    if (preset == null) {
      return live.orElseThrow().config().architecture();
    }
    Preset chosen = Preset.named(preset);
    return live.map(model -> model.config().architecture())
        .map(same -> chosen.architecture(same.shape(), same.classes()))
        .orElseGet(() -> chosen.architecture(Preset.SHAPE_DEFAULT, Preset.CLASSES_DEFAULT));
  }

  /** What the flags say, in the grid's words and with numbers in their canonical form. */
  private String differences(Hyperparameters result) {
    Map<String, String> canonical = result.toMap();
    List<String> parts = new ArrayList<>();
    add(parts, "preset", preset, preset);
    for (Setting<?> setting : Hyperparameters.declarations()) {
      String given = learning.given().get(setting.key());
      boolean isKind = !setting.type().parts().isEmpty();
      add(
          parts,
          setting.gridName(),
          given,
          isKind ? given : canonical.getOrDefault(setting.key(), given));
    }
    add(parts, "hidden", learning.hidden, hidden());
    add(parts, "architecture", learning.architecture, learning.architecture);
    return String.join(" ", parts);
  }

  private String hidden() {
    return learning.hidden == null
        ? ""
        : learning.hidden.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private static void add(List<String> parts, String name, Object given, String text) {
    if (given != null) {
      parts.add(name + "=" + text);
    }
  }
}
