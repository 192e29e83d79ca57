package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The network and how it learns: a preset, and what differs from it. */
public final class ModelOptions {
  @Mixin ShapeOptions shape;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "online",
      description =
          "online (batch 32, Adam at a falling rate, averaged weights are served) or"
              + " keras (batch 128, Adam at 0.001); other options override it (default:"
              + " ${DEFAULT-VALUE}).")
  String preset;

  @Option(
      names = "--datatype",
      paramLabel = "NAME",
      description =
          "What the numbers of an example are: UINT8, one byte of 0 to 255 that the network sees as"
              + " 0 to 1, or FP32, taken as they are (default: ${DEFAULT-VALUE}).")
  Datatype datatype = LearnerConfig.DATATYPE_DEFAULT;

  @Mixin LearningOptions learning;

  @Option(
      names = "--on-divergence",
      paramLabel = "WHAT",
      defaultValue = "skip",
      description =
          "What to do about a step that is not finite: skip it with an alarm, or stop"
              + " (default: ${DEFAULT-VALUE}).")
  OnDivergence onDivergence;

  public Architecture architecture() {
    return learning.architecture(
        () -> Preset.named(preset).architecture(shape.shape(), shape.classes));
  }

  /** Of the examples. */
  public Datatype datatype() {
    return datatype;
  }

  public Hyperparameters hyperparameters() {
    return learning.hyperparameters(Preset.named(preset).hyperparameters());
  }

  /** What a step that is not finite leads to. */
  public OnDivergence onDivergence() {
    return onDivergence;
  }
}
