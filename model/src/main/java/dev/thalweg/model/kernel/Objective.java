package dev.thalweg.model.kernel;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Loss;
import dev.thalweg.model.network.Output;

/**
 * The output and the loss together: from the last layer's sums z to the loss of each sample and its
 * derivative by z. In double, since a minibatch has few outputs.
 */
public final class Objective {

  private final Output output;
  private final Loss loss;
  private final double[] p;
  private final double[] slope;

  public Objective(Architecture architecture) {
    output = architecture.output();
    loss = architecture.loss();
    p = new double[architecture.classes()];
    slope = new double[architecture.classes()];
  }

  /**
   * Goes through a minibatch.
   *
   * @param z sums [labels.length, classes]
   * @param weights factor of each sample's loss and derivative; a product with 1 is exact, so that
   *     samples of weight 1 are as if there were no weights
   * @param delta receives the derivative by z of the sum of the weighted losses, divided by the
   *     number of samples; same shape
   * @return weighted loss and number right, which no weight changes; applied is false so far
   */
  public Step evaluate(float[] z, int[] labels, float[] weights, float[] delta) {
    int classes = p.length;
    double lossSum = 0;
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      int start = i * classes;
      double rowLoss = row(z, start, labels[i]);
      double weight = weights[i];
      lossSum += weight * rowLoss;
      if (Double.isFinite(rowLoss) && largest(z, start) == labels[i]) {
        correct++;
      }
      for (int j = 0; j < classes; j++) {
        delta[start + j] = (float) (weight * slope[j] / labels.length);
      }
    }
    return new Step(lossSum, correct, false);
  }

  /** The first of the largest sums. */
  private int largest(float[] z, int start) {
    int best = 0;
    for (int j = 1; j < p.length; j++) {
      if (z[start + j] > z[start + best]) {
        best = j;
      }
    }
    return best;
  }

  /** One sample: returns its loss and leaves dLoss/dz in {@link #slope}. */
  private double row(float[] z, int start, int label) {
    double logSum = Double.NaN;
    if (output == Output.SOFTMAX) {
      logSum = Softmax.row(z, start, p);
    } else {
      for (int j = 0; j < p.length; j++) {
        p[j] = z[start + j];
      }
    }
    return switch (loss) {
      case CROSS_ENTROPY -> crossEntropy(logSum - z[start + label], label);
      case MEAN_SQUARED_ERROR -> squaredError(label);
    };
  }

  /** From ln sum e^z - z_label, which stays finite where p underflows; the slope is p - y. */
  private double crossEntropy(double rowLoss, int label) {
    System.arraycopy(p, 0, slope, 0, p.length);
    slope[label] -= 1;
    return rowLoss;
  }

  private double squaredError(int label) {
    int classes = p.length;
    double sum = 0;
    double projection = 0;
    for (int j = 0; j < classes; j++) {
      double error = p[j] - (j == label ? 1 : 0);
      sum += error * error;
      slope[j] = 2 * error / classes;
      projection += slope[j] * p[j];
    }
    if (output == Output.SOFTMAX) { // dp_i/dz_j = p_i (1[i = j] - p_j)
      for (int j = 0; j < classes; j++) {
        slope[j] = p[j] * (slope[j] - projection);
      }
    }
    return sum / classes;
  }
}
