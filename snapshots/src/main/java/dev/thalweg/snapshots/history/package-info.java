/**
 * Which snapshots there are: what the slots of the ring hold ({@link
 * dev.thalweg.snapshots.history.RingSlots}), the copies that are kept under other keys, the one
 * pass that reads them ({@link dev.thalweg.snapshots.history.Snapshots}), and how one is exported.
 *
 * <p>May depend on {@code topics}, {@code schemas}, {@code model} and {@code snapshots.directive}.
 * Invariant: what is listed as sound is what scorers serve, and a listing says about a record only
 * what its bytes say.
 */
package dev.thalweg.snapshots.history;
