package dev.thalweg.model.loss;

import dev.thalweg.model.text.Word;
import java.util.SortedMap;
import java.util.TreeMap;

/** What training minimises: the loss of one sample, between the outputs p and the target. */
public sealed interface Loss permits CrossEntropy, DifferenceLoss {

  /** The one loss of its kind. */
  Loss CROSS_ENTROPY = new CrossEntropy();

  /** The one loss of its kind. */
  Loss MEAN_SQUARED_ERROR = new MeanSquaredError();

  /** How it is written, such as {@code cross_entropy}. */
  String text();

  /**
   * Checks that it can judge what an output gives.
   *
   * @throws IllegalArgumentException with one sentence if it can't
   */
  void requireOutput(Output output);

  /**
   * Judges one sample.
   *
   * @param row outputs and sums
   * @param target the number, or a class's number, which is exact
   * @param slope receives the derivative of the loss by the sums
   * @return the loss
   */
  double evaluate(Sums row, double target, double[] slope);

  /**
   * The inverse of {@link #text()}.
   *
   * @throws IllegalArgumentException with one sentence if the word is no loss
   */
  static Loss read(Word word) {
    SortedMap<String, Word.Reader<Loss>> readers = new TreeMap<>();
    readers.put(CrossEntropy.NAME, CrossEntropy::read);
    readers.put(MeanSquaredError.NAME, MeanSquaredError::read);
    readers.put(MeanAbsoluteError.NAME, MeanAbsoluteError::read);
    readers.put(Huber.NAME, Huber::read);
    return word.by(readers, "a loss");
  }
}
