package dev.thalweg.monitor.watch.format;

import dev.thalweg.topics.TopicRecord;
import java.util.Optional;

/** Renders records, one line each. */
public interface RecordFormat {

  /** The line above the others, if there is one. */
  Optional<String> heading();

  /** Whether the lines that follow have another heading than the last one that was asked for. */
  default boolean needsHeading() {
    return false;
  }

  /** Hears of each record before it is shown, and of those that are not. */
  default void pass(TopicRecord record) {}

  String line(TopicRecord record);
}
