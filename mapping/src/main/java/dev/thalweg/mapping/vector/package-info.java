/**
 * What decides on vectors and targets, and by what a vector is recognised.
 *
 * <p>May depend on {@code mapping.feature}, {@code .field} and {@code .file} and on {@code
 * UserException}. Invariant: the text of a {@link dev.thalweg.mapping.vector.VectorMapping} is all
 * that it depends on, so that whoever has the text makes of the same record the same bits.
 */
package dev.thalweg.mapping.vector;
