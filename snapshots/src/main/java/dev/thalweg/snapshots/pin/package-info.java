/**
 * Telling the scorers which snapshot to serve.
 *
 * <p>May depend on {@code snapshots.history} and {@code snapshots.directive}. Invariant: directive
 * and pinned copy are readable together or not at all.
 */
package dev.thalweg.snapshots.pin;
