/**
 * The kernels of a max-pooling: a scorer's on the heap, a learner's by ND4J.
 *
 * <p>May depend on {@code model.kernel} and ND4J. Invariant: what comes out for an example is the
 * same whichever others it is scored with.
 */
package dev.thalweg.model.kernel.pooling;
