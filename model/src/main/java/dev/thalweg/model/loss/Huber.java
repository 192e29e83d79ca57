package dev.thalweg.model.loss;

import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Range;
import dev.thalweg.model.text.Word;

/**
 * The mean of (p - y)^2 / 2 where |p - y| is at most delta, and delta (|p - y| - delta / 2) beyond
 * (Huber 1964): a wild target pulls no more than one that is delta away. Goes with every output.
 *
 * @param delta more than 0, in the unit of the outputs; of a scaled output in deviations
 */
public record Huber(double delta) implements DifferenceLoss {

  static final String NAME = "huber";

  public Huber {
    Range.rate("The delta of a Huber loss", delta);
  }

  static Loss read(Word word) {
    word.having(1, 1, "huber(1)");
    return new Huber(Decimal.parse("delta", word.arguments().get(0)));
  }

  @Override
  public String text() {
    return NAME + "(" + Decimal.text(delta) + ")";
  }

  @Override
  public double of(double difference) {
    double distance = Math.abs(difference);
    return distance <= delta ? difference * difference / 2 : delta * (distance - delta / 2);
  }

  @Override
  public double slope(double difference) {
    return Math.max(-delta, Math.min(delta, difference));
  }
}
