package dev.thalweg.model.loss;

/** One row of the last layer's sums z and what the output makes of them. Reused row after row. */
public final class Sums {

  private final Output output;
  private final double[] p;
  private float[] z;
  private float[] parameters;
  private int start;
  private double logSum;

  /** For rows of so many classes. */
  public Sums(Output output, int classes) {
    this.output = output;
    p = new double[classes];
  }

  /**
   * Goes to the row that begins at an index.
   *
   * @param values the network's parameters
   */
  public void read(float[] sums, int first, float[] values) {
    z = sums;
    parameters = values;
    start = first;
    logSum = output.apply(z, start, p);
  }

  /** The sum of one class. */
  double z(int index) {
    return z[start + index];
  }

  /** What the output makes of the row; only read. */
  double[] p() {
    return p;
  }

  /** ln of the sum of e^z_j where the output is a softmax. */
  double logSum() {
    return logSum;
  }

  /** The output that a target asks for. */
  double wanted(double target) {
    return output.wanted(target, parameters);
  }

  /** What the network answers, if it predicts a number. */
  public double value() {
    return output.answer(p[0], parameters);
  }

  /** From the derivative of the loss by {@link #p} to that by the sums, in place. */
  void derive(double[] slope) {
    output.derive(p, slope);
  }

  /** The first of the largest sums. */
  public int largest() {
    int best = 0;
    for (int j = 1; j < p.length; j++) {
      if (z[start + j] > z[start + best]) {
        best = j;
      }
    }
    return best;
  }
}
