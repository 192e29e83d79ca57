/**
 * From the records of one poll to predictions: images of one size go through a network together.
 *
 * <p>May depend on {@code snapshots}, {@code model} and {@code scorer.delivery}. Invariant: every
 * record leads to a prediction or to a dead letter.
 */
package dev.thalweg.scorer.batch;
