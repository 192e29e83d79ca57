/**
 * What a monitor counts, for Prometheus.
 *
 * <p>May depend on {@code dev.thalweg.monitor} and {@code dev.thalweg.metrics}. Invariant: every
 * metric of the monitor is declared once, in {@link dev.thalweg.monitor.metrics.MonitorMetric}, and
 * a label has as many values as there are kinds of alarms, or models, of which 16 are shown.
 */
package dev.thalweg.monitor.metrics;
