/**
 * The join of predictions with the labels that come later.
 *
 * <p>May depend on {@code monitor.accuracy}, {@code monitor.score}, {@code schemas}, {@code topics}
 * and Kafka Streams. Invariant: a prediction counts once, as labelled or as given up, and no
 * record's time, key or length moves what another one needs.
 */
package dev.thalweg.monitor.join;
