package dev.thalweg.cli;

import dev.thalweg.model.Architecture;
import dev.thalweg.model.Hyperparameters;
import dev.thalweg.model.Preset;
import dev.thalweg.trainer.LearnerConfig.OnDivergence;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The network and how it learns: a preset, and what differs from it. */
final class ModelOptions {
  @Mixin ShapeOptions shape;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "online",
      description =
          "online (batch 32, Adam at a falling rate, averaged weights are served) or keras (batch"
              + " 128, Adam at 0.001); what no other option says is as in it (default:"
              + " ${DEFAULT-VALUE}).")
  String preset;

  @Mixin LearningOptions learning;

  @Option(
      names = "--on-divergence",
      paramLabel = "WHAT",
      defaultValue = "skip",
      description =
          "A step that is not finite: skip it with an alarm, or stop (default: ${DEFAULT-VALUE}).")
  OnDivergence onDivergence;

  Architecture architecture() {
    return learning.architecture(
        () -> Preset.named(preset).architecture(shape.height(), shape.width(), shape.classes));
  }

  Hyperparameters hyperparameters() {
    return learning.hyperparameters(Preset.named(preset).hyperparameters());
  }
}
