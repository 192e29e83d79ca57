/**
 * What is known of the numbers that samples consist of, so that a network can bring them to one
 * scale.
 *
 * <p>May depend on {@code model.network}, {@code model.loss} and {@code model.kernel}. Invariant:
 * what is known is a function of the numbers in their order, and of how they were split among
 * learners.
 */
package dev.thalweg.model.scaling;
