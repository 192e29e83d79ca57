/**
 * The kinds of features: each knows its columns, writes them, and says itself in one canonical way.
 *
 * <p>May depend on {@code mapping.field} and {@code mapping.file}. Invariant: a feature's columns
 * hold finite numbers, or NaN where the model is to take its running mean, and they depend on the
 * record and the feature alone.
 */
package dev.thalweg.mapping.feature;
