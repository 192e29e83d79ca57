package dev.thalweg.model.loss;

import dev.thalweg.model.text.Word;

/** -ln p of the label's class; goes with {@link Output#SOFTMAX} alone. */
public record CrossEntropy() implements Loss {

  static final String NAME = "cross_entropy";

  static Loss read(Word word) {
    word.having(0, 0, NAME);
    return new CrossEntropy();
  }

  @Override
  public String text() {
    return NAME;
  }

  @Override
  public void requireOutput(Output output) {
    if (output != Output.SOFTMAX) {
      throw new IllegalArgumentException(
          "Cross-entropy needs probabilities and a %s output gives none;".formatted(output.text())
              + " use a softmax output or the mean squared error.");
    }
  }

  /** From ln sum e^z - z_label, which stays finite where p underflows; the slope is p - y. */
  @Override
  public double evaluate(Sums row, double target, double[] slope) {
    int label = (int) target;
    System.arraycopy(row.p(), 0, slope, 0, slope.length);
    slope[label] -= 1;
    return row.logSum() - row.z(label);
  }
}
