package dev.thalweg.mapping.file;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** YAML as it is written: every value in one way, so that equal values have equal texts. */
public final class YamlText {
  /** A text like 1.10 is quoted, of which another reader would make the number 1.1. */
  private static final Pattern PLAIN =
      Pattern.compile("\\$?[A-Za-z_][A-Za-z0-9_./-]*|-?(0|[1-9][0-9]{0,17})");

  /** What YAML would read as something else than the text. */
  private static final Set<String> RESERVED =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private YamlText() {}

  /** Such as {@code city} or {@code "two words"}. */
  public static String scalar(Object value) {
    String text = String.valueOf(value);
    boolean isPlain = PLAIN.matcher(text).matches() && !isReserved(text);
    return isPlain || !(value instanceof String) ? text : quoted(text);
  }

  private static boolean isReserved(String text) {
    return RESERVED.stream().anyMatch(text::equalsIgnoreCase);
  }

  /** Double quotes, with what does not print escaped. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if ((c >= ' ' && c <= '~') || Character.isLetterOrDigit(c)) {
        quoted.append(c);
      } else {
        quoted.append("\\u%04x".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }

  /** A list or a section in one line, such as {@code {field: city, values: [a, b]}}. */
  public static String inline(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(YamlText::inline).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> scalar(entry.getKey()) + ": " + inline(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return scalar(value);
  }
}
