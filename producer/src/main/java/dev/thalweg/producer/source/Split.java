package dev.thalweg.producer.source;

import java.util.Locale;

/** Which half of a data set: the one to learn from, or the one held out to measure with. */
public enum Split {
  TRAIN("training"),
  TEST("test");

  private final String adjective;

  Split(String adjective) {
    this.adjective = adjective;
  }

  /** As it stands in record ids: {@code train} or {@code test}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it stands in sentences: {@code training} or {@code test}. */
  public String adjective() {
    return adjective;
  }
}
