package dev.thalweg.model.network;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.text.Word;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A layer of an {@link Architecture}: its text, its limits, its parameters, and the kernels that
 * compute it.
 */
public sealed interface Layer
    permits Dense, Convolution, MaxPooling, Flatten, LayerNormalization, Standardization {

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

  /** How many multiplications scoring an example takes, about. */
  long multiplications(Shape inputs);

  /** How many numbers it makes of an example, those that it needs on the way included. */
  default long workspace(Shape inputs) {
    return outputs(inputs).size();
  }

  /** Whether it can only stand before all others. */
  default boolean takesExamplesOnly() {
    return false;
  }

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
    readers.put(Convolution.NAME, Convolution::read);
    readers.put(MaxPooling.NAME, MaxPooling::read);
    readers.put(Flatten.NAME, Flatten::read);
    readers.put(LayerNormalization.NAME, LayerNormalization::read);
    readers.put(Standardization.NAME, Standardization::read);
    return word.by(readers, "a layer");
  }
}
