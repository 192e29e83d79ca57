package dev.thalweg.metrics;

import java.util.List;

/**
 * What a metric is.
 *
 * @param name in lower case with dots, the project's and the service's first
 * @param unit empty where it is a number of things
 * @param description a sentence, which Prometheus shows
 * @param labels their names; the values of each are few, whatever comes
 */
public record Declaration(
    Kind kind, String name, String unit, String description, List<String> labels) {

  public Declaration {
    labels = List.copyOf(labels);
  }

  /** What a metric does. */
  public enum Kind {
    /** Only grows. */
    COUNTER,
    /** Is what it is now. */
    GAUGE,
    /** A histogram of seconds. */
    TIMER,
    /** A histogram of sizes. */
    SUMMARY
  }

  public static Declaration counter(String name, String description, String... labels) {
    return new Declaration(Kind.COUNTER, name, "", description, List.of(labels));
  }

  /** A gauge; with an empty unit where it is a number of things. */
  public static Declaration gauge(String name, String unit, String description, String... labels) {
    return new Declaration(Kind.GAUGE, name, unit, description, List.of(labels));
  }

  public static Declaration timer(String name, String description, String... labels) {
    return new Declaration(Kind.TIMER, name, "seconds", description, List.of(labels));
  }

  public static Declaration summary(String name, String description, String... labels) {
    return new Declaration(Kind.SUMMARY, name, "", description, List.of(labels));
  }

  /** The name in Prometheus, whose rules add the unit, and {@code _total} to a counter. */
  public String exposed() {
    String exposed = name.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
    return kind == Kind.COUNTER ? exposed + "_total" : exposed;
  }
}
