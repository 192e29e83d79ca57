/**
 * From the records of one poll to predictions: examples of one format go through a network
 * together.
 *
 * <p>May depend on {@code snapshots}, {@code model}, {@code scorer.mapping}, {@code
 * scorer.delivery} and the module {@code mapping}. Invariant: every record that says something
 * leads to a prediction or to a dead letter.
 */
package dev.thalweg.scorer.batch;
