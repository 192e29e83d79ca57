/**
 * How a learner holds the pictures of a minibatch between convolutions and poolings: each number of
 * all of them side by side, in an order in which what a window covers lies in runs.
 *
 * <p>May depend on {@code model.kernel}. Invariant: the order of the numbers follows from shapes
 * alone.
 */
package dev.thalweg.model.kernel.picture;
