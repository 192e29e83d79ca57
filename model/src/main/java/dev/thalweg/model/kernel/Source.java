package dev.thalweg.model.kernel;

/** What a layer's kernel reads: the network's inputs, or the layer below. */
public interface Source {

  /** Its numbers in native memory, [rows, numbers]. */
  Matrix outputs();

  /** How many rows. */
  default int rows() {
    return outputs().rows();
  }
}
