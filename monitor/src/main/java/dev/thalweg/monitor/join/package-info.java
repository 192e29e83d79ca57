/**
 * The join of predictions with the labels that come later.
 *
 * <p>May depend on {@code monitor.accuracy}, {@code schemas} and Kafka Streams. Invariant: a
 * prediction counts once, as labelled or as given up.
 */
package dev.thalweg.monitor.join;
