package dev.thalweg.monitor.watch;

import java.util.Optional;

/** Renders records, one line each. */
interface RecordFormat {

  /** The line above all others, if there is one. */
  Optional<String> heading();

  String line(TopicRecord record);
}
