package dev.thalweg.model;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.text.Decimal;

/** Whether a learner can be given a minibatch. */
final class MinibatchCheck {

  private final int batch;
  private final int numbers;
  private final int classes;
  private final boolean isRegression;

  MinibatchCheck(Architecture architecture, int batch) {
    this.batch = batch;
    numbers = batch * architecture.inputs();
    classes = architecture.classes();
    isRegression = architecture.isRegression();
  }

  /**
   * Checks what can be known before a step.
   *
   * @param inputs how many numbers of examples there are
   * @throws IllegalArgumentException with one sentence if a length, a target or a weight is wrong
   */
  void require(int inputs, double[] targets, float[] weights) {
    if (inputs != numbers || targets.length != batch || weights.length != batch) {
      throw new IllegalArgumentException(
          "A minibatch of %d samples needs %d numbers, %d targets and weights; there are %d, %d, %d."
              .formatted(batch, numbers, batch, inputs, targets.length, weights.length));
    }
    for (float weight : weights) {
      if (!(weight >= 0 && weight <= Learner.WEIGHT_MAX)) {
        throw new IllegalArgumentException(
            "The weight %s is not possible; give 0 to %.0f.".formatted(weight, Learner.WEIGHT_MAX));
      }
    }
    for (double target : targets) {
      requireTarget(target);
    }
  }

  private void requireTarget(double target) {
    if (isRegression) {
      if (!(Math.abs(target) <= Learner.TARGET_MAX)) {
        throw new IllegalArgumentException(
            "The target %s is not possible; give a number of a magnitude of at most %s."
                .formatted(target, Learner.TARGET_MAX));
      }
    } else if (!(target >= 0 && target < classes) || target != Math.rint(target)) {
      throw new IllegalArgumentException(
          "The label %s is outside the classes 0 to %d."
              .formatted(Decimal.text(target), classes - 1));
    }
  }
}
