package dev.thalweg.trainer.exchange;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.state.FlatState;
import java.util.function.Supplier;

/** The weights of a configuration's network, from their bytes. */
final class Weights {
  private Weights() {}

  /** Of parts that are whole, and have as many bytes. */
  static ModelWeights read(ExchangeConfig config, PartedBytes parts) {
    FlatState flat = new FlatState();
    Supplier<ModelWeights> weights =
        ModelWeights.addRoom(
            flat, config.learner().architecture(), config.learner().hyperparameters());
    parts.read(flat);
    return weights.get();
  }
}
