package dev.thalweg.benchmarks;

import dev.thalweg.model.Architecture;
import dev.thalweg.model.Preset;
import dev.thalweg.producer.ImageStream;

/**
 * What both folds learn, and how.
 *
 * @param samples a multiple of the minibatch, so that every sample is learned
 */
record Workload(Preset preset, ImageStream stream, long samples) {

  Architecture architecture() {
    return preset.architecture(
        stream.source().height(), stream.source().width(), stream.source().classes());
  }

  int batchSize() {
    return preset.hyperparameters().batchSize();
  }
}
