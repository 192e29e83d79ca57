package dev.thalweg.schemas.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * A text as it can be shown that a stranger may have written: on a terminal, in a log, in JSON, as
 * a metric's label, on the page.
 */
public final class Shown {
  /**
   * Controls of both sets, what can't be seen or turns the direction of what follows, separators of
   * lines, and halves of characters.
   */
  private static final Pattern MISLEADING =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  private static final Pattern MISLEADING_IN_LINES =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}&&[^\\n\\t]]");

  private Shown() {}

  /** With a question mark for each character that a terminal might obey or that might mislead. */
  public static String text(String text) {
    return text == null || isPlain(text) ? text : MISLEADING.matcher(text).replaceAll("?");
  }

  /** The same, of which at most so many characters are shown. */
  public static String text(String text, int charsMax) {
    return text(text.length() <= charsMax ? text : text.substring(0, charsMax) + "...");
  }

  /** The same for UTF-8; empty for null. */
  public static String text(byte[] utf8) {
    return utf8 == null ? "" : text(new String(utf8, UTF_8));
  }

  /** A text of our own in several lines, which quotes others'. */
  public static String lines(String text) {
    return text == null || isPlain(text) ? text : MISLEADING_IN_LINES.matcher(text).replaceAll("?");
  }

  /** Most texts are; they cost one pass and no copy. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
