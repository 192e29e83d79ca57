package dev.thalweg.monitor.web.state;

/** Text from records, which anybody may have written. */
public final class Text {
  static final int LENGTH_MAX = 300;

  private Text() {}

  /** At most 300 characters of it. */
  public static String cut(String text) {
    return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "..." : text;
  }
}
