/**
 * What a producer counts, for Prometheus.
 *
 * <p>May depend on {@code dev.thalweg.producer} and {@code dev.thalweg.metrics}. Invariant: every
 * metric of the producer is declared once, in {@link dev.thalweg.producer.metrics.ProducerMetric}.
 */
package dev.thalweg.producer.metrics;
