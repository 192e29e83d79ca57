package dev.thalweg.monitor.web.state.section;

import dev.thalweg.schemas.text.Shown;

/** Text from records, which anybody may have written. */
public final class Text {
  /** Most characters of an id. */
  public static final int LENGTH_MAX = 300;

  private Text() {}

  /** At most 300 characters of it, without any that mislead. */
  public static String cut(String text) {
    return cut(text, LENGTH_MAX);
  }

  /** At most so many. */
  public static String cut(String text, int lengthMax) {
    return Shown.text(text, lengthMax);
  }
}
