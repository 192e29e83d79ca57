package dev.thalweg.model.network;

import java.util.Objects;

/**
 * A fully connected layer: activation(x W + b).
 *
 * @param units outputs of the layer, 1 to {@value Architecture#UNITS_MAX}
 * @param activation applied to each weighted sum
 * @param dropout share of the outputs set to zero in the training pass, in [0, 1); the others are
 *     divided by 1 - dropout, so that scoring needs no correction (inverted dropout, Srivastava et
 *     al. 2014, section 10)
 */
public record Dense(int units, Activation activation, double dropout) implements Layer {

  public Dense {
    Objects.requireNonNull(activation, "activation");
    if (units < 1 || units > Architecture.UNITS_MAX) {
      throw new IllegalArgumentException(
          "A dense layer has %d units; give it 1 to %d.".formatted(units, Architecture.UNITS_MAX));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "A dropout of %s is not possible; give at least 0 and less than 1.".formatted(dropout));
    }
    dropout = dropout + 0.0; // -0.0 becomes 0.0, so that equal layers have equal texts
  }

  /** A layer without dropout. */
  public Dense(int units, Activation activation) {
    this(units, activation, 0);
  }
}
