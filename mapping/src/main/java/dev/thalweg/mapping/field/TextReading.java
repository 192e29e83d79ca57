package dev.thalweg.mapping.field;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as texts. */
final class TextReading {
  /** Beyond this a number's digits are not written out. */
  private static final int DIGITS_MAX = 400;

  private static final Pattern WHOLE = Pattern.compile("(-?\\d{1,400})\\.0{1,400}");

  private TextReading() {}

  /** Null if it has none. */
  static String of(Object value) {
    if (value instanceof String text) {
      return text.strip();
    }
    if (value instanceof Number number) {
      return ofNumber(number);
    }
    return value instanceof Boolean || value instanceof TemporalAccessor || value instanceof UUID
        ? value.toString()
        : null;
  }

  private static String ofNumber(Number number) {
    if (number instanceof BigInteger integer) {
      return integer.bitLength() > 3 * DIGITS_MAX ? null : integer.toString();
    }
    if (number instanceof BigDecimal decimal) {
      return ofDecimal(decimal);
    }
    if (number instanceof Double || number instanceof Float) {
      // The text of a float has its own shortest decimals, not those of the double it equals.
      return Double.isFinite(number.doubleValue())
          ? ofDecimal(new BigDecimal(number.toString()))
          : number.toString();
    }
    return number.toString();
  }

  private static String ofDecimal(BigDecimal decimal) {
    if (decimal.precision() > DIGITS_MAX || Math.abs((long) decimal.scale()) > DIGITS_MAX) {
      return null;
    }
    // Zero keeps its scale and -0.0 is no decimal, so both end as 0.
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  /** What a text means that is written in another way: {@code 1.0} is 1, {@code True} is true. */
  static String canonical(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (whole.matches()) {
      return whole.group(1).equals("-0") ? "0" : whole.group(1);
    }
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
        ? text.toLowerCase(Locale.ROOT)
        : text;
  }
}
