/**
 * What a snapshot is: its seal of two hashes ({@link dev.thalweg.snapshots.SnapshotSeal}) and the
 * one check of its soundness ({@link dev.thalweg.snapshots.SnapshotValidator}), which makes of a
 * record what can be served.
 *
 * <p>May depend on {@code topics}, {@code schemas} and {@code model}. Invariant: what passes the
 * check is finite, fits its network and matches both of its hashes.
 */
package dev.thalweg.snapshots;
