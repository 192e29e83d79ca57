package dev.thalweg.model;

import java.util.List;

/**
 * What one minibatch was worth to the network as it was before its step (test, then train).
 *
 * @param lossSum summed over the minibatch, each sample's times its weight, without the weight
 *     penalty and without dropout
 * @param correct samples whose largest output was their label's
 * @param predicted how many samples had each label's output as their largest, by label; without
 *     those whose loss was not finite
 * @param applied whether the parameters were changed; not if the loss or the gradient was not
 *     finite, or the loss had exploded
 */
public record Step(double lossSum, int correct, List<Integer> predicted, boolean applied) {

  public Step {
    predicted = List.copyOf(predicted);
  }
}
