package dev.thalweg.model.network;

import java.util.List;

/**
 * A layer in its place in a network.
 *
 * @param inputs shape of what it is given
 * @param offset where its parameters begin in the flat vector of {@link Parameters}
 */
public record Stage(Layer layer, Shape inputs, int offset) {

  /** Shape of what it gives. */
  public Shape outputs() {
    return layer.outputs(inputs);
  }

  /** Its parameters, in their order in the flat vector. */
  public List<Block> blocks() {
    return layer.blocks(inputs);
  }

  /** How many parameters it has. */
  public int parameters() {
    return (int) blocks().stream().mapToLong(Block::size).sum();
  }

  /** Where the next layer's parameters begin. */
  public int end() {
    return offset + parameters();
  }
}
