/**
 * Rows as they stand in the source's topic, mapped by the mapping in the served snapshot.
 *
 * <p>May depend on {@code dev.thalweg.http.route}, {@code dev.thalweg.scorer.mapping}, the module
 * {@code mapping}, {@code model}, {@code snapshots}, {@code scoring} and {@code models} beside it.
 * Invariant: one row is held at a time, besides the numbers that were made of those before it; and
 * a row that can't be mapped stops no other.
 */
package dev.thalweg.scorer.http.rows;
