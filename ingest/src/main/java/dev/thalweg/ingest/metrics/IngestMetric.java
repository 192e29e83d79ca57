package dev.thalweg.ingest.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;

import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Metric;

/** The metrics, each declared once. */
public enum IngestMetric implements Metric {
  RECORDS(
      counter(
          "thalweg.ingest.records",
          "Records that were mapped, by kind: features or labels.",
          "kind")),
  SAMPLES(counter("thalweg.ingest.samples", "Samples written.")),
  REFUSED(counter("thalweg.ingest.records.refused", "Records sent to dead-letters.")),
  EMPTY(counter("thalweg.ingest.records.empty", "Records without a value, which say nothing.")),
  REPEATED(
      counter("thalweg.ingest.records.repeated", "Records whose id had such a record already.")),
  CORRECTED(counter("thalweg.ingest.labels.corrected", "Other labels for ids that had one.")),
  UNLABELLED(
      counter("thalweg.ingest.features.unlabelled", "Features whose label did not come in time.")),
  UNMATCHED(
      counter("thalweg.ingest.labels.unmatched", "Labels whose features did not come in time.")),
  OVERFLOWED(
      counter("thalweg.ingest.ids.overflowed", "Ids given up before their time, to bound memory.")),
  TIMES_BOUNDED(
      counter(
          "thalweg.ingest.timestamps.bounded",
          "Times in the future, long ago or none, replaced by that of the arrival.")),
  HELD(
      gauge(
          "thalweg.ingest.ids.held",
          "",
          "Ids that wait for their label or features, or are kept so that a repeat is known."));

  @SuppressWarnings("ImmutableEnumChecker") // it is: its list is List.of
  private final Declaration declaration;

  IngestMetric(Declaration declaration) {
    this.declaration = declaration;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }
}
