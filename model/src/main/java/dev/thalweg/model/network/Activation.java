package dev.thalweg.model.network;

/** What a hidden layer applies to each of its weighted sums z. */
public enum Activation {
  /** max(z, 0). */
  RELU,
  /** (e^z - e^-z) / (e^z + e^-z). */
  TANH,
  /** 1 / (1 + e^-z). */
  SIGMOID,
  /** z itself. */
  IDENTITY
}
