/**
 * What a trainer counts, for Prometheus.
 *
 * <p>May depend on {@code dev.thalweg.trainer} and {@code dev.thalweg.metrics}. Invariant: every
 * metric of the trainer is declared once, in {@link dev.thalweg.trainer.metrics.TrainerMetric}.
 */
package dev.thalweg.trainer.metrics;
