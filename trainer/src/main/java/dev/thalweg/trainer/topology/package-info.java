/**
 * How Kafka Streams runs the fold: the topology, the processor that moves records in and out, and
 * the figures that it tells.
 *
 * <p>May depend on {@code trainer.fold}, {@code trainer.log} and Kafka Streams. Invariant: the
 * state and the offsets that are committed together are those of the same fold.
 */
package dev.thalweg.trainer.topology;
