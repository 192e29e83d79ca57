package dev.thalweg.model.kernel;

/** e^z_i / sum of e^z_j, shifted by the largest z so that nothing overflows. */
public final class Softmax {

  private Softmax() {}

  /**
   * One row, in double.
   *
   * @param z sums, {@code probabilities.length} of them from {@code start} on
   * @return ln of the sum of e^z_j, which a cross-entropy needs
   */
  public static double row(float[] z, int start, double[] probabilities) {
    int classes = probabilities.length;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      largest = Math.max(largest, z[start + j]);
    }
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      probabilities[j] = StrictMath.exp(z[start + j] - largest);
      sum += probabilities[j];
    }
    for (int j = 0; j < classes; j++) {
      probabilities[j] /= sum;
    }
    return largest + StrictMath.log(sum);
  }
}
