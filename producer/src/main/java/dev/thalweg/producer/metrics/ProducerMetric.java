package dev.thalweg.producer.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;

import dev.thalweg.metrics.Declaration;
import dev.thalweg.metrics.Metric;

/** The producer's metrics, each declared once. */
public enum ProducerMetric implements Metric {
  RECORDS_SENT(
      counter(
          "thalweg.producer.records.sent",
          "Records that all in-sync replicas have, by topic.",
          "topic")),
  RECORDS_FAILED(
      counter(
          "thalweg.producer.records.failed",
          "Records of a stream, and labels, that Kafka did not take, by the stream's topic.",
          "topic")),
  PACE(
      gauge(
          "thalweg.producer.pace",
          "per_second",
          "The intended rate in records per second, by topic; +Inf for as many as Kafka accepts.",
          "topic"));

  @SuppressWarnings("ImmutableEnumChecker") // it is: its list is List.of
  private final Declaration declaration;

  ProducerMetric(Declaration declaration) {
    this.declaration = declaration;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }
}
