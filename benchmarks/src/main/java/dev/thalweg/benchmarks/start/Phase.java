package dev.thalweg.benchmarks.start;

import java.util.regex.Pattern;

/** What a demo has come to, in this order, by the first line of its output that says so. */
enum Phase {
  SOURCE("the data are read", "Source: .*"),
  STACK("broker and registry answer", "Kafka .*, registry .*"),
  PAGE("the page is served", "The page is at .*"),
  LEARNED("the first samples are learned", "learned [1-9].*"),

  /** By the summary at the latest. */
  HELD_OUT("the first held-out accuracy", "learned .* held-out \\d.*|Test images .*"),
  SUMMARY("the summary", "Image to prediction .*"),
  END("the end of the process", null);

  private final String words;
  private final Pattern line;

  Phase(String words, String line) {
    this.words = words;
    this.line = line == null ? null : Pattern.compile(line);
  }

  /** For a table. */
  String words() {
    return words;
  }

  boolean isSaidBy(String text) {
    return line != null && line.matcher(text).matches();
  }
}
