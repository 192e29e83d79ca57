/**
 * A snapshot whose parameters are too large for a record: its head, and its parts, which come
 * before it.
 *
 * <p>May depend on {@code topics}, {@code schemas} and {@code model}. Invariant: whether the
 * parameters are there and right depends on the records before the head alone, so every reader
 * finds the same; and weights are held only where they are asked for.
 */
package dev.thalweg.snapshots.parts;
