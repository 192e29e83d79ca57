package dev.thalweg.model.network;

/** The loss of one sample, between the network's output p and the one-hot label y. */
public enum Loss {
  /** -ln p of the label's class; goes with {@link Output#SOFTMAX} alone. */
  CROSS_ENTROPY,
  /** The mean over the classes of (p - y)^2; goes with either output. */
  MEAN_SQUARED_ERROR
}
