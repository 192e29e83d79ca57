package dev.thalweg.model.text;

/** Checks of numbers that a person configures; each refusal is one sentence. */
public final class Range {

  /** No learning rate beyond it: with it an update of finite gradients stays finite. */
  public static final double RATE_MAX = 1e6;

  private Range() {}

  public static void below1(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be at least 0 and less than 1.".formatted(name, value));
    }
  }

  public static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be from %s to %s."
              .formatted(name, value, Decimal.text(least), Decimal.text(most)));
    }
  }

  public static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; it must be from %d to %d.".formatted(name, value, least, most));
    }
  }

  public static void rate(String name, double value) {
    if (!(value > 0 && value <= RATE_MAX)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be more than 0 and at most %s."
              .formatted(name, value, Decimal.text(RATE_MAX)));
    }
  }
}
