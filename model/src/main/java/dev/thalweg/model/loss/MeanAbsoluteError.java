package dev.thalweg.model.loss;

import dev.thalweg.model.text.Word;

/** The mean of |p - y|, whose least is at the median; goes with every output. */
public record MeanAbsoluteError() implements DifferenceLoss {

  static final String NAME = "mean_absolute_error";

  static Loss read(Word word) {
    word.having(0, 0, NAME);
    return new MeanAbsoluteError();
  }

  @Override
  public String text() {
    return NAME;
  }

  @Override
  public double of(double difference) {
    return Math.abs(difference);
  }

  @Override
  public double slope(double difference) {
    return Math.signum(difference);
  }
}
