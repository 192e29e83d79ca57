package dev.thalweg.benchmarks.run;

import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.ExampleStream;

/**
 * What both folds learn, and how.
 *
 * @param samples a multiple of the minibatch, so that every sample is learned
 */
public record Workload(Preset preset, ExampleStream stream, long samples) {

  public Architecture architecture() {
    return preset.architecture(
        new Shape(stream.source().format().shape()), stream.source().classes());
  }

  public Datatype datatype() {
    return Datatype.parse(stream.source().format().datatype().name());
  }

  public int batchSize() {
    return preset.hyperparameters().batchSize();
  }
}
