package dev.thalweg.scorer.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;
import static dev.thalweg.metrics.Declaration.summary;
import static dev.thalweg.metrics.Declaration.timer;

import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Metric;

/** The scorer's metrics, each declared once. */
public enum ScorerMetric implements Metric {
  REQUESTS(
      counter(
          "thalweg.scorer.http.requests",
          "Requests answered, by route and status.",
          "route",
          "status")),
  REQUEST_SECONDS(
      timer(
          "thalweg.scorer.http.request.duration",
          "From a request's headers to the end of its answer, by route.",
          "route")),
  BATCH_EXAMPLES(
      summary("thalweg.scorer.http.batch.examples", "Examples scored together over HTTP.")),
  QUEUE_EXAMPLES(
      gauge("thalweg.scorer.http.queue.examples", "", "Examples waiting to be scored over HTTP.")),
  EXAMPLES_SCORED(
      counter(
          "thalweg.scorer.examples.scored",
          "Examples scored, by source: topic or http.",
          "source")),
  EXAMPLES_REFUSED(
      counter(
          "thalweg.scorer.examples.refused",
          "Examples from the topic that went to dead-letters.",
          "source")),
  SERVED_VERSION(
      gauge(
          "thalweg.scorer.served.version",
          "",
          "Samples consumed by the served snapshot, by model.",
          "model")),
  SNAPSHOT_AGE(
      gauge(
          "thalweg.scorer.snapshot.age",
          "seconds",
          "Time since the trainer took the served snapshot, by model.",
          "model")),
  SNAPSHOTS_REFUSED(
      counter("thalweg.scorer.snapshots.refused", "Damaged snapshots, which are not served.")),
  GATE_HELD(
      gauge(
          "thalweg.scorer.gate.held",
          "",
          "1 if this scorer holds the model's gate, else 0, by model.",
          "model")),
  GATE_PROMOTED(
      counter(
          "thalweg.scorer.gate.promoted",
          "Snapshots that this scorer's gate promoted, by model.",
          "model")),
  GATE_REFUSED(
      counter(
          "thalweg.scorer.gate.refused",
          "Snapshots that this scorer's gate refused, by model.",
          "model"));

  @SuppressWarnings("ImmutableEnumChecker") // it is: its list is List.of
  private final Declaration declaration;

  ScorerMetric(Declaration declaration) {
    this.declaration = declaration;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }
}
