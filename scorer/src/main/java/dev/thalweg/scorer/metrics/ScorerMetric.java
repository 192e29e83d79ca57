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
  BATCH_IMAGES(
      summary("thalweg.scorer.http.batch.images", "Images that were scored together over HTTP.")),
  QUEUE_IMAGES(
      gauge("thalweg.scorer.http.queue.images", "", "Images that wait to be scored over HTTP.")),
  IMAGES_SCORED(
      counter(
          "thalweg.scorer.images.scored", "Images scored, by source: topic or http.", "source")),
  IMAGES_REFUSED(
      counter(
          "thalweg.scorer.images.refused",
          "Images of the topic that are in dead-letters instead.",
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
          "Since the trainer took the served snapshot, by model.",
          "model")),
  SNAPSHOTS_REFUSED(
      counter(
          "thalweg.scorer.snapshots.refused",
          "Snapshots that are not served: something is wrong.")),
  GATE_HELD(
      gauge(
          "thalweg.scorer.gate.held",
          "",
          "1 where this scorer holds the model's gate, else 0, by model.",
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
