/**
 * Following the snapshots of a model: the newest, the promoted or the pinned one, and the older
 * ones of the ring for those who ask.
 *
 * <p>May depend on {@code topics}, {@code schemas}, {@code model}, {@code snapshots.directive} and
 * {@code snapshots.history}. Invariant: only what passed {@link
 * dev.thalweg.snapshots.SnapshotValidator} becomes current, and sequences never go back unless a
 * directive says so or what was followed has turned out not to belong to the model.
 */
package dev.thalweg.snapshots.serving;
