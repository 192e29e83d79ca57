package dev.thalweg.monitor.watch;

import java.util.function.Function;

/**
 * One column of the lines for people.
 *
 * @param width characters; a longer text, of at most 200, moves the rest of its line
 * @param right whether it is aligned at the right, as numbers are
 */
record Column(String heading, int width, boolean right, Function<TopicRecord, String> text) {
  /** A text that somebody else wrote may have any length. */
  private static final int TEXT_MAX = 200;

  static Column number(String heading, int width, Function<TopicRecord, String> text) {
    return new Column(heading, width, true, text);
  }

  static Column text(String heading, int width, Function<TopicRecord, String> text) {
    return new Column(heading, width, false, text);
  }

  String paddedHeading() {
    return pad(heading);
  }

  String padded(TopicRecord record) {
    return pad(printable(text.apply(record)));
  }

  /** Without line breaks and terminal commands, which a record may contain. */
  static String printable(String text) {
    String cut = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "..." : text;
    return cut.replaceAll("\\p{Cc}", "?");
  }

  private String pad(String cell) {
    String padding = " ".repeat(Math.max(0, width - cell.length()));
    return right ? padding + cell : cell + padding;
  }
}
