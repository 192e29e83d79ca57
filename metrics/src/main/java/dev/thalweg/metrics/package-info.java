/**
 * How a service's metrics are made: each is declared once, as a {@link dev.thalweg.metrics.Metric};
 * {@link dev.thalweg.metrics.Metrics} has their values, and those of Kafka's clients, of Kafka
 * Streams and of the virtual machine. Whoever has HTTP serves them.
 *
 * <p>May depend on Micrometer, kafka-clients and Kafka Streams; nothing else knows the first.
 * Invariant: what is exposed under our own names is what is declared: kind, unit and labels.
 */
package dev.thalweg.metrics;
