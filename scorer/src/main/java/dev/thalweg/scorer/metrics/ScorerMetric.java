package dev.thalweg.scorer.metrics;

import java.util.Locale;

/**
 * The metrics, each declared once.
 *
 * <p>{@link #exposed} is the name in Prometheus, whose rules add the unit, and {@code _total} to a
 * counter.
 */
public enum ScorerMetric {
  REQUESTS(Kind.COUNTER, "http.requests", "", "Requests answered, by route and status."),
  REQUEST_SECONDS(
      Kind.TIMER,
      "http.request.duration",
      "seconds",
      "From a request's headers to the end of its answer, by route."),
  BATCH_IMAGES(
      Kind.SUMMARY, "http.batch.images", "", "Images that were scored together over HTTP."),
  QUEUE_IMAGES(Kind.GAUGE, "http.queue.images", "", "Images that wait to be scored over HTTP."),
  IMAGES_SCORED(Kind.COUNTER, "images.scored", "", "Images scored, by source: topic or http."),
  IMAGES_REFUSED(
      Kind.COUNTER, "images.refused", "", "Images of the topic that are in dead-letters instead."),
  SERVED_VERSION(
      Kind.GAUGE, "served.version", "", "Samples consumed by the served snapshot, by model."),
  SNAPSHOT_AGE(
      Kind.GAUGE,
      "snapshot.age",
      "seconds",
      "Since the trainer took the served snapshot, by model."),
  SNAPSHOTS_REFUSED(
      Kind.COUNTER, "snapshots.refused", "", "Snapshots that are not served: something is wrong."),
  GATE_HELD(
      Kind.GAUGE, "gate.held", "", "1 where this scorer holds the model's gate, else 0, by model."),
  GATE_PROMOTED(
      Kind.COUNTER, "gate.promoted", "", "Snapshots that this scorer's gate promoted, by model."),
  GATE_REFUSED(
      Kind.COUNTER, "gate.refused", "", "Snapshots that this scorer's gate refused, by model.");

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

  private static final String PREFIX = "thalweg.scorer.";

  private final Kind kind;
  private final String id;
  private final String unit;
  private final String description;

  ScorerMetric(Kind kind, String id, String unit, String description) {
    this.kind = kind;
    this.id = PREFIX + id;
    this.unit = unit;
    this.description = description;
  }

  public Kind kind() {
    return kind;
  }

  String id() {
    return id;
  }

  /** Of a gauge or a timer; empty where it is a number of things. */
  public String unit() {
    return unit;
  }

  public String description() {
    return description;
  }

  /** The name that Prometheus shows. */
  public String exposed() {
    String name = id.replace('.', '_').toLowerCase(Locale.ROOT);
    if (!unit.isEmpty()) {
      name += "_" + unit;
    }
    return kind == Kind.COUNTER ? name + "_total" : name;
  }
}
