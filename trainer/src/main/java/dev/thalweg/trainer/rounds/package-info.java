/**
 * How the rounds of several learners become one model: what a merge is, when one is made, and the
 * fold over the logs and the merges that gives the same again.
 *
 * <p>May depend on {@code trainer.fold}, {@code trainer.log}, {@code snapshots}, {@code schemas}
 * and {@code model}. Invariant: a merge is a function of the one before it and of its members'
 * rounds; nothing here writes to the cluster.
 */
package dev.thalweg.trainer.rounds;
