/**
 * The metrics of the service, each declared once.
 *
 * <p>May depend on {@code ingest} and {@code metrics}. Invariant: nothing that is made depends on
 * them.
 */
package dev.thalweg.ingest.metrics;
