/**
 * The kernels of a max-pooling, a scorer's and a learner's, both on the heap.
 *
 * <p>May depend on {@code model.kernel} and {@code model.kernel.picture}. Invariant: what comes out
 * for an example is the same whichever others it is scored with.
 */
package dev.thalweg.model.kernel.pooling;
