/**
 * Whose models score the images, and how those who ask find them by name.
 *
 * <p>May depend on {@code schemas} and {@code snapshots}. Invariant: a name means one model for as
 * long as a scorer runs.
 */
package dev.thalweg.scorer.models;
