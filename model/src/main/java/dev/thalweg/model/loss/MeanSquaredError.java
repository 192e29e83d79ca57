package dev.thalweg.model.loss;

import dev.thalweg.model.text.Word;

/** The mean over the classes of (p - y)^2, with y the one-hot label; goes with either output. */
public record MeanSquaredError() implements Loss {

  static final String NAME = "mean_squared_error";

  static Loss read(Word word) {
    word.having(0, 0, NAME);
    return new MeanSquaredError();
  }

  @Override
  public String text() {
    return NAME;
  }

  @Override
  public void requireOutput(Output output) {}

  @Override
  public double evaluate(Sums row, double target, double[] slope) {
    double[] p = row.p();
    int label = (int) target;
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      double error = p[j] - (j == label ? 1 : 0);
      sum += error * error;
      slope[j] = 2 * error / p.length;
    }
    row.derive(slope);
    return sum / p.length;
  }
}
