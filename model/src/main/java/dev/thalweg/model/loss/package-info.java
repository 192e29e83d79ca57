/**
 * What a network is judged by: outputs and losses, each with its text, what it goes with, and its
 * derivative.
 *
 * <p>May depend on {@code model.kernel}, the packages below it, and {@code model.text}. Invariant:
 * a loss leaves the derivative by the last layer's sums, whatever the output is.
 */
package dev.thalweg.model.loss;
