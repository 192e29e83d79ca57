/**
 * How a service's metrics are made: each is declared once, as a {@link dev.thalweg.metrics.Metric};
 * {@link dev.thalweg.metrics.Metrics} has their values, and those of Kafka's clients, of Kafka
 * Streams and of the virtual machine; {@link dev.thalweg.metrics.MetricsServer} serves them where a
 * service has no HTTP of its own.
 *
 * <p>May depend on Micrometer, Prometheus' client, kafka-clients and Kafka Streams; nothing else
 * knows the first two. Invariant: what is exposed under our own names is what is declared: kind,
 * unit and labels.
 */
package dev.thalweg.metrics;
