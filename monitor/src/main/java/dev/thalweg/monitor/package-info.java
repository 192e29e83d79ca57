/**
 * How right the model is, and when that changes: {@link dev.thalweg.monitor.AccuracyTopology} joins
 * predictions with the labels that come later, counts, and detects drift, {@link
 * dev.thalweg.monitor.Monitor} runs that as a Kafka Streams application.
 *
 * <p>May depend on {@code schemas} and Kafka Streams. Invariant: every prediction counts once as
 * scored and then at most once, either as labelled or as given up; every label counts once, as a
 * match or as late; all of it survives a restart, since nothing is kept on the heap alone.
 */
package dev.thalweg.monitor;
