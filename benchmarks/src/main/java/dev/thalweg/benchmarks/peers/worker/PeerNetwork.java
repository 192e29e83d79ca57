package dev.thalweg.benchmarks.peers.worker;

/** A network of 784-128-128-10 in one library, with ReLU, softmax, cross-entropy and Adam. */
public interface PeerNetwork extends AutoCloseable {

  /**
   * One step of Adam by the mean loss of a minibatch.
   *
   * @param images of which each has an array of pixels, bytes without a sign: to bring them to what
   *     the library takes is part of the step
   * @param labels from 0
   */
  void learn(byte[][] images, int[] labels);

  /**
   * The probabilities of the classes of as many images as a minibatch has, one after the other.
   *
   * @param images as for {@link #learn}
   */
  float[] score(byte[][] images);

  /** Frees what it has taken. */
  @Override
  void close();
}
