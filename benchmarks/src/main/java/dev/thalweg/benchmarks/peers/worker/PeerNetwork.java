package dev.thalweg.benchmarks.peers.worker;

/** A network of 784-128-128-10 in one library, with ReLU, softmax, cross-entropy and Adam. */
public interface PeerNetwork extends AutoCloseable {

  /**
   * One step of Adam by the mean loss of a minibatch.
   *
   * @param pixels of all its images, one after the other, 0 to 1
   * @param labels from 0
   */
  void learn(float[] pixels, int[] labels);

  /**
   * The probabilities of the classes of as many images as a minibatch has, one after the other.
   *
   * @param pixels as for {@link #learn}
   */
  float[] score(float[] pixels);

  /** Frees what it has taken. */
  @Override
  void close();
}
