package dev.thalweg.model.loss;

import dev.thalweg.model.kernel.Softmax;
import dev.thalweg.model.text.Word;

/** What the last layer makes of its weighted sums z, one per class. */
public enum Output {

  /** e^z_i / sum of e^z_j: probabilities. */
  SOFTMAX {
    @Override
    public double apply(float[] z, int start, double[] p) {
      return Softmax.row(z, start, p);
    }

    /** By dp_i/dz_j = p_i (1[i = j] - p_j). */
    @Override
    public void derive(double[] p, double[] slope) {
      double projection = 0;
      for (int j = 0; j < p.length; j++) {
        projection += slope[j] * p[j];
      }
      for (int j = 0; j < p.length; j++) {
        slope[j] = p[j] * (slope[j] - projection);
      }
    }
  },

  /** z itself: the network regresses the one-hot label. */
  LINEAR {
    @Override
    public double apply(float[] z, int start, double[] p) {
      for (int j = 0; j < p.length; j++) {
        p[j] = z[start + j];
      }
      return Double.NaN;
    }

    @Override
    public void derive(double[] p, double[] slope) {}
  };

  /**
   * Makes the outputs p of one row of sums.
   *
   * @param z sums, {@code p.length} of them from {@code start} on
   * @return ln of the sum of e^z_j for a softmax, which a cross-entropy needs; else not a number
   */
  public abstract double apply(float[] z, int start, double[] p);

  /**
   * From the derivative of the loss by the outputs to that by the sums, in place.
   *
   * @param p outputs of the row
   */
  public abstract void derive(double[] p, double[] slope);

  /**
   * Makes the outputs of all rows.
   *
   * @param z sums [rows, row.length]
   * @param row scratch, as long as a row
   * @param target receives the outputs from {@code start} on
   */
  public void applyRows(float[] z, int rows, double[] row, float[] target, int start) {
    int classes = row.length;
    for (int i = 0; i < rows; i++) {
      apply(z, i * classes, row);
      for (int j = 0; j < classes; j++) {
        target[start + i * classes + j] = (float) row[j];
      }
    }
  }

  /** How it is written, such as {@code softmax}. */
  public String text() {
    return Word.name(this);
  }
}
