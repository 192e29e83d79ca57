/**
 * What a scorer counts and measures, for Prometheus.
 *
 * <p>May depend on {@code dev.thalweg.scorer}, {@code dev.thalweg.metrics} and kafka-clients.
 * Invariant: every metric of ours is declared once, in {@link
 * dev.thalweg.scorer.metrics.ScorerMetric}, and a label has as many values as there are models,
 * routes and statuses, whatever clients send.
 */
package dev.thalweg.scorer.metrics;
