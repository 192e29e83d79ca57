package dev.thalweg.model;

import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Sums;
import dev.thalweg.model.network.Architecture;
import java.util.Arrays;

/**
 * Output and loss over a minibatch: from the last layer's sums z to the loss of each sample and its
 * derivative by z. In double, since a minibatch has few outputs.
 */
final class Objective {

  private final Loss loss;
  private final Sums row;
  private final double[] slope;

  Objective(Architecture architecture) {
    loss = architecture.loss();
    row = new Sums(architecture.output(), architecture.classes());
    slope = new double[architecture.classes()];
  }

  /**
   * Goes through a minibatch.
   *
   * @param z sums [labels.length, classes]
   * @param weights factor of each sample's loss and derivative; a product with 1 is exact, so that
   *     samples of weight 1 are as if there were no weights, and one with 0 is 0 whatever the loss
   * @param delta receives the derivative by z of the sum of the weighted losses, divided by the
   *     number of samples; same shape
   * @return weighted loss and number right, which no weight changes; applied is false so far
   */
  Step evaluate(float[] z, int[] labels, float[] weights, float[] delta) {
    int classes = slope.length;
    double lossSum = 0;
    int correct = 0;
    int[] predicted = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      int start = i * classes;
      row.read(z, start);
      double rowLoss = loss.evaluate(row, labels[i], slope);
      double weight = weights[i];
      if (weight == 0) { // of a loss that is not finite the product would not be 0
        Arrays.fill(slope, 0);
      } else {
        lossSum += weight * rowLoss;
      }
      if (Double.isFinite(rowLoss)) {
        int largest = row.largest();
        predicted[largest]++;
        correct += largest == labels[i] ? 1 : 0;
      }
      for (int j = 0; j < classes; j++) {
        delta[start + j] = (float) (weight * slope[j] / labels.length);
      }
    }
    return new Step(lossSum, correct, Arrays.stream(predicted).boxed().toList(), false);
  }
}
