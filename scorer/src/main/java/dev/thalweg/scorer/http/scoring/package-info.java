/**
 * How requests share the scorer: examples queue, and one thread scores all that waits as its next
 * batch.
 *
 * <p>May depend on {@code dev.thalweg.http.route} for its problems, {@code model}, {@code
 * snapshots}, {@code dev.thalweg.scorer.models} and {@code models} beside it. Invariant: all
 * examples of a request are scored by one snapshot, which its scores name.
 */
package dev.thalweg.scorer.http.scoring;
