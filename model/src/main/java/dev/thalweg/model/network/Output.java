package dev.thalweg.model.network;

/** What the last layer makes of its weighted sums z, one per class. */
public enum Output {
  /** e^z_i / sum of e^z_j: probabilities. */
  SOFTMAX,
  /** z itself: the network regresses the one-hot label. */
  LINEAR
}
