/**
 * Counting: tallies of predictions, by window, by version and in all, and the figures that follow
 * from them.
 *
 * <p>May depend on {@code schemas} and Kafka Streams. Invariant: every figure is the same in
 * whatever order records came.
 */
package dev.thalweg.monitor.accuracy;
