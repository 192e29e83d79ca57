package dev.thalweg.trainer.exchange;

import dev.thalweg.model.merge.ModelWeights;
import java.nio.ByteBuffer;

/** The weights of a configuration's network, from their bytes. */
final class Weights {
  private Weights() {}

  static ModelWeights read(ExchangeConfig config, ByteBuffer bytes) {
    return ModelWeights.read(
        bytes, config.learner().architecture(), config.learner().hyperparameters());
  }
}
