/**
 * The kernels of a layer normalisation, on the heap.
 *
 * <p>May depend on {@code model.kernel}. Invariant: what comes out for an example is the same
 * whichever others it is scored with.
 */
package dev.thalweg.model.kernel.normalization;
