/**
 * A Kafka Streams application of a team that has meters: it makes samples of its own topic, and
 * trains with Thalweg's learner in the same topology.
 *
 * <p>May depend on {@code trainer}, {@code schemas}, {@code model}, Kafka Streams and Jackson.
 * Invariant: what the learner learns stands in the pipeline's samples.
 */
package dev.thalweg.examples.training;
