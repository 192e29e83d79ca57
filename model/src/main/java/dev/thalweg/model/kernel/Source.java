package dev.thalweg.model.kernel;

import java.util.Optional;

/** What a layer's kernel reads: the network's inputs, or the layer below. */
public interface Source {

  /** Its numbers in native memory, [rows, numbers]. */
  Matrix outputs();

  /**
   * The sums that its outputs are made of, for a layer above that can do with these alone. Who asks
   * does so when it is built, must not read the outputs then, and gives slopes by the sums.
   */
  default Optional<Sums> sums() {
    return Optional.empty();
  }

  /**
   * Sums before an activation.
   *
   * @param matrix [rows, numbers]
   */
  record Sums(Matrix matrix, Activation activation) {}
}
