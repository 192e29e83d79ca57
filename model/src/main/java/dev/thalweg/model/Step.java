package dev.thalweg.model;

import java.util.List;

/**
 * What one minibatch was worth to the network as it was before its step (test, then train). Samples
 * whose loss was not finite count in {@code lossSum} alone.
 *
 * @param lossSum summed over the minibatch, each sample's times its weight, without the weight
 *     penalty and without dropout
 * @param correct samples whose largest output was their label's; 0 where a number is predicted
 * @param predicted how many samples had each label's output as their largest, by label; empty where
 *     a number is predicted
 * @param absoluteError sum of the distances of the predicted numbers from the targets, in their own
 *     unit, which no weight changes; 0 of classes
 * @param squaredError the same of their squares
 * @param applied whether the parameters were changed; not if the loss or the gradient was not
 *     finite, or the loss had exploded
 */
public record Step(
    double lossSum,
    int correct,
    List<Integer> predicted,
    double absoluteError,
    double squaredError,
    boolean applied) {

  public Step {
    predicted = List.copyOf(predicted);
  }

  /** The same, of a step that was applied or not. */
  Step applied(boolean isApplied) {
    return new Step(lossSum, correct, predicted, absoluteError, squaredError, isApplied);
  }
}
