package dev.thalweg.mapping.field;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Values as numbers. */
final class NumberReading {
  private static final Set<String> MISSING = Set.of("na", "nan", "null", "?");

  /** As every language writes numbers; Java's own parser takes more, such as 1d and 0x1p3. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][-+]?\\d{1,9})?");

  private NumberReading() {}

  static boolean isMissing(Object value) {
    if (value instanceof String text) {
      return text.length() < 16 && MISSING.contains(text.strip().toLowerCase(Locale.ROOT));
    }
    return (value instanceof Double || value instanceof Float)
        && Double.isNaN(((Number) value).doubleValue());
  }

  /** Its number, which may be infinite; NaN if it has none. */
  static double of(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return value instanceof String text ? ofText(text.strip()) : Double.NaN;
  }

  private static double ofText(String text) {
    if (NUMBER.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    if (text.equalsIgnoreCase("true")) {
      return 1;
    }
    return text.equalsIgnoreCase("false") ? 0 : Double.NaN;
  }
}
