package dev.thalweg.model;

import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Sums;
import dev.thalweg.model.network.Architecture;
import java.util.Arrays;
import java.util.List;

/**
 * Output and loss over a minibatch: from the last layer's sums z to the loss of each sample and its
 * derivative by z. In double, since a minibatch has few outputs.
 */
final class Objective {

  private final Loss loss;
  private final Sums row;
  private final double[] slope;
  private final boolean isRegression;

  Objective(Architecture architecture) {
    loss = architecture.loss();
    row = new Sums(architecture.output(), architecture.classes());
    slope = new double[architecture.classes()];
    isRegression = architecture.isRegression();
  }

  /**
   * Goes through a minibatch.
   *
   * @param z sums [targets.length, classes]
   * @param parameters the network's
   * @param weights factor of each sample's loss and derivative; a product with 1 is exact, so that
   *     samples of weight 1 are as if there were no weights, and one with 0 is 0 whatever the loss
   * @param delta receives the derivative by z of the sum of the weighted losses, divided by the
   *     number of samples; same shape
   * @return weighted loss, number right and errors, which no weight changes; applied is false so
   *     far
   */
  Step evaluate(float[] z, float[] parameters, double[] targets, float[] weights, float[] delta) {
    int classes = slope.length;
    double lossSum = 0;
    Judged judged = new Judged(isRegression ? 0 : classes);
    for (int i = 0; i < targets.length; i++) {
      int start = i * classes;
      row.read(z, start, parameters);
      double rowLoss = loss.evaluate(row, targets[i], slope);
      double weight = weights[i];
      if (weight == 0) { // of a loss that is not finite the product would not be 0
        Arrays.fill(slope, 0);
      } else {
        lossSum += weight * rowLoss;
      }
      if (Double.isFinite(rowLoss)) {
        judged.add(row, targets[i]);
      }
      for (int j = 0; j < classes; j++) {
        delta[start + j] = (float) (weight * slope[j] / targets.length);
      }
    }
    return judged.step(lossSum);
  }

  /** How right the answers were. */
  private static final class Judged {
    private final int[] predicted;
    private int correct;
    private double absoluteError;
    private double squaredError;

    /** Of so many classes; of numbers if there are none. */
    Judged(int classes) {
      predicted = new int[classes];
    }

    void add(Sums row, double target) {
      if (predicted.length == 0) {
        double error = row.value() - target;
        absoluteError += Math.abs(error);
        squaredError += error * error;
      } else {
        int largest = row.largest();
        predicted[largest]++;
        correct += largest == (int) target ? 1 : 0;
      }
    }

    Step step(double lossSum) {
      List<Integer> byLabel = Arrays.stream(predicted).boxed().toList();
      return new Step(lossSum, correct, byLabel, absoluteError, squaredError, false);
    }
  }
}
