package dev.thalweg.model.loss;

import dev.thalweg.model.kernel.Softmax;
import dev.thalweg.model.kernel.normalization.Standardizing;
import dev.thalweg.model.text.Word;

/** What the last layer makes of its weighted sums z: one per class, or one for a number. */
public enum Output {

  /** e^z_i / sum of e^z_j: probabilities. */
  SOFTMAX {
    @Override
    public void requireUnits(int units) {
      if (units < 2) {
        throw new IllegalArgumentException(
            "A softmax output and its cross-entropy need at least 2 classes; for a number, end with"
                + " dense(1,scaled) and the loss huber(1).");
      }
    }

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

  /** z itself: the network regresses the one-hot label, or the number. */
  LINEAR,

  /**
   * For a number of any scale: mean + deviation * z, with the running ones of the targets. They are
   * the last two parameters; no gradient moves them. The loss is taken before that, between z and
   * the scaled target.
   */
  SCALED {
    @Override
    public void requireUnits(int units) {
      if (units != 1) {
        throw new IllegalArgumentException(
            "A scaled output predicts one number and the last layer has %d units; give it 1."
                .formatted(units));
      }
    }

    @Override
    public double answer(double output, float[] parameters) {
      return parameters[parameters.length - 2] + parameters[parameters.length - 1] * output;
    }

    @Override
    double wanted(double target, float[] parameters) {
      double mean = parameters[parameters.length - 2];
      double scaled = (target - mean) / parameters[parameters.length - 1];
      return Math.max(-Standardizing.LIMIT, Math.min(Standardizing.LIMIT, scaled));
    }
  };

  /**
   * Of a network of so many units, checks that it can be.
   *
   * @throws IllegalArgumentException with one sentence if it can't
   */
  public void requireUnits(int units) {}

  /**
   * Makes the outputs p of one row of sums.
   *
   * @param z sums, {@code p.length} of them from {@code start} on
   * @return ln of the sum of e^z_j for a softmax, which a cross-entropy needs; else not a number
   */
  public double apply(float[] z, int start, double[] p) {
    for (int j = 0; j < p.length; j++) {
      p[j] = z[start + j];
    }
    return Double.NaN;
  }

  /**
   * From the derivative of the loss by the outputs to that by the sums, in place.
   *
   * @param p outputs of the row
   */
  public void derive(double[] p, double[] slope) {}

  /** What is answered for an output of the row: itself, or a number of the targets' scale. */
  public double answer(double output, float[] parameters) {
    return output;
  }

  /** The output that a target asks for; the inverse of {@link #answer} within limits. */
  double wanted(double target, float[] parameters) {
    return target;
  }

  /**
   * Makes the answers of all rows.
   *
   * @param z sums [rows, row.length]
   * @param row scratch, as long as a row
   * @param parameters of the network
   * @param target receives the answers from {@code start} on
   */
  public void applyRows(
      float[] z, int rows, double[] row, float[] parameters, float[] target, int start) {
    int classes = row.length;
    for (int i = 0; i < rows; i++) {
      apply(z, i * classes, row);
      for (int j = 0; j < classes; j++) {
        target[start + i * classes + j] = (float) answer(row[j], parameters);
      }
    }
  }

  /** How it is written, such as {@code softmax}. */
  public String text() {
    return Word.name(this);
  }
}
