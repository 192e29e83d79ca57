package dev.thalweg.monitor.watch.format;

import dev.thalweg.schemas.text.Shown;
import dev.thalweg.topics.TopicRecord;
import java.util.function.Function;

/**
 * One column of the lines for people.
 *
 * @param width characters that it has at least; a longer text widens it from then on
 * @param right whether it is aligned at the right, as numbers are
 * @param optional whether it is left out where the terminal is too narrow for all
 */
record Column(
    String heading,
    int width,
    boolean right,
    boolean optional,
    Function<TopicRecord, String> text) {
  /** A text that somebody else wrote may have any length. */
  private static final int TEXT_MAX = 200;

  static Column number(String heading, int width, Function<TopicRecord, String> text) {
    return new Column(heading, width, true, false, text);
  }

  static Column text(String heading, int width, Function<TopicRecord, String> text) {
    return new Column(heading, width, false, false, text);
  }

  /** The same, but left out where there is no room. */
  Column ifRoom() {
    return new Column(heading, width, right, true, text);
  }

  String cell(TopicRecord record) {
    return printable(text.apply(record));
  }

  /** Without line breaks and terminal commands, which a record may contain. */
  static String printable(String text) {
    return Shown.text(text, TEXT_MAX);
  }

  String pad(String cell, int toWidth) {
    String padding = " ".repeat(Math.max(0, toWidth - cell.length()));
    return right ? padding + cell : cell + padding;
  }
}
