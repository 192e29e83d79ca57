/**
 * How rounds and merges go through the cluster: contributions to whoever averages, and merges back,
 * by plain idempotent producers; snapshots by a transaction that fences an older averager.
 *
 * <p>May depend on {@code trainer.rounds}, {@code trainer.fold}, {@code topics}, {@code schemas}
 * and kafka-clients. Invariant: the first record of a merge's number in the log is that merge,
 * whoever wrote another.
 */
package dev.thalweg.trainer.exchange;
