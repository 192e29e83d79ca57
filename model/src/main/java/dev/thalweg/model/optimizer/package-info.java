/**
 * Optimizers: each with its name, its settings and its update.
 *
 * <p>May depend on {@code model.kernel} and {@code model.setting}. Invariant: what an update does
 * is a function of its moments, the gradient, the rate and the number of updates.
 */
package dev.thalweg.model.optimizer;
