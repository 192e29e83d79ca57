package dev.thalweg.monitor.watch;

import java.util.Optional;

/** Renders records, one line each. */
interface RecordFormat {

  /** The line above the others, if there is one. */
  Optional<String> heading();

  /** Hears of each record before it is shown, and of those that are not. */
  default void pass(TopicRecord record) {}

  String line(TopicRecord record);
}
