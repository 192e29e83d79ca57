/**
 * What a served model's columns and classes are called, by the mapping in its snapshot.
 *
 * <p>May depend on {@code snapshots}, {@code model} and the module {@code mapping}. Invariant: a
 * snapshot's mapping is a stranger's text; one that can't be read, or is not that of its network,
 * is as if it were not there.
 */
package dev.thalweg.scorer.mapping;
