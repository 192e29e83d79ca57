/**
 * The fold over one partition of samples, its state as bytes, and what it puts out.
 *
 * <p>May depend on {@code schemas}, {@code snapshots} and {@code model}; knows no Kafka client.
 * Invariant: what it puts out is a function of the configuration and of the records it was given,
 * in their order.
 */
package dev.thalweg.trainer.fold;
