package dev.thalweg.model.text;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Canonical decimal texts of doubles: the fewest digits to which the double can be rounded and
 * still read back as itself. {@link Double#toString} promises that only since JDK 19, and these
 * texts go into hashes.
 */
public final class Decimal {

  private static final int DIGITS_MAX = 17; // enough for every double
  private static final int EXCERPT_MAX = 60;

  private Decimal() {}

  public static String text(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= DIGITS_MAX; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.toPlainString() : shortest.toString();
  }

  /**
   * Reads a number of at most 32 characters.
   *
   * @throws IllegalArgumentException with one sentence that begins with the name of the number
   */
  public static double parse(String name, String text) {
    double value;
    try {
      value = text.length() <= 32 ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "The %s \"%s\" is not a number.".formatted(name, excerpt(text)));
    }
    return value;
  }

  /** The start of a text that anybody may have written, fit for one line of a message. */
  public static String excerpt(String text) {
    String start = text.length() <= EXCERPT_MAX ? text : text.substring(0, EXCERPT_MAX) + "...";
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
