package dev.thalweg.model.loss;

import dev.thalweg.model.text.Word;

/** The mean of (p - y)^2; goes with every output. */
public record MeanSquaredError() implements DifferenceLoss {

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
  public double of(double difference) {
    return difference * difference;
  }

  @Override
  public double slope(double difference) {
    return 2 * difference;
  }
}
