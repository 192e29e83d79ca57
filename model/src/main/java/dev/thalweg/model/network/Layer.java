package dev.thalweg.model.network;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.text.Word;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A layer of an {@link Architecture}: its text, its limits, its parameters, and the kernels that
 * compute it.
 */
public sealed interface Layer permits Dense {

  /** How it is written, such as {@code dense(128,relu)}. */
  String text();

  /**
   * The shape of what it makes of inputs of a shape.
   *
   * @throws IllegalArgumentException with one sentence if it can't take these
   */
  Shape outputs(Shape inputs);

  /** Its parameters for inputs of a shape, in their order in the flat vector. */
  List<Block> blocks(Shape inputs);

  /** Builds the kernel that scores. */
  ForwardKernel forward(Stage stage, Workbench bench);

  /**
   * Builds the kernel that trains.
   *
   * @param gradients flat gradient, laid out like the parameters
   */
  TrainingKernel training(Stage stage, Workbench bench, Matrix gradients);

  /** Calls the visitor's method for this kind of layer. */
  <R> R accept(LayerVisitor<R> visitor);

  /**
   * The inverse of {@link #text()}.
   *
   * @throws IllegalArgumentException with one sentence if the word is no layer
   */
  static Layer read(Word word) {
    SortedMap<String, Word.Reader<Layer>> readers = new TreeMap<>();
    readers.put(Dense.NAME, Dense::read);
    return word.by(readers, "a layer");
  }
}
