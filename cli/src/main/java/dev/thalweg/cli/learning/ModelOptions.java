package dev.thalweg.cli.learning;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The network and how it learns: a preset, and what differs from it. */
public final class ModelOptions {
  @Mixin ShapeOptions shape;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "online (batch 32, Adam at a falling rate, averaged weights are served), keras (batch"
              + " 128, Adam at 0.001), for pictures small (as online, with two convolutions and few"
              + " parameters), accurate and accurate-small (each sample is learned more than once),"
              + " for rows of numbers of any scale tabular (three steps by each sample) and linear;"
              + " other options override it (default:"
              + " ${DEFAULT-VALUE}).")
  String preset = Preset.NAME_DEFAULT;

  @Mixin LearningOptions learning;

  @Option(
      names = "--on-divergence",
      paramLabel = "WHAT",
      description =
          "What to do about a step that diverges: skip it with an alarm, or stop"
              + " (default: ${DEFAULT-VALUE}).")
  OnDivergence onDivergence = OnDivergence.SKIP;

  /** From here on what nobody has said of the examples is as the data are. */
  public void completeFrom(DataSet data) {
    shape.completeFrom(data);
  }

  /** The same by the mapping that makes them. */
  public void completeFrom(Mapping mapping) {
    shape.completeFrom(mapping);
  }

  /** From here on another preset is the default. */
  public void preferPreset(String name) {
    if (preset.equals(Preset.NAME_DEFAULT)) {
      preset = name;
    }
  }

  /** What the examples look like. */
  public ExampleFormat format() {
    return shape.format();
  }

  public Architecture architecture() {
    return learning.architecture(
        () -> Preset.named(preset).architecture(shape.shape(), shape.classes()));
  }

  /** Of the examples. */
  public Datatype datatype() {
    return shape.datatype();
  }

  public Hyperparameters hyperparameters() {
    return learning.hyperparameters(Preset.named(preset).hyperparameters());
  }

  /** What a step that diverges leads to. */
  public OnDivergence onDivergence() {
    return onDivergence;
  }
}
