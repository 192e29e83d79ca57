/**
 * Which snapshots the topic holds: the ring, those that compaction has not removed yet, and the
 * copies that are kept under other keys; how one is exported.
 *
 * <p>May depend on {@code topics}, {@code schemas} and {@code model}. Invariant: a listing says
 * about a record only what its bytes say.
 */
package dev.thalweg.snapshots.history;
