/**
 * The kernels of a convolution. A scorer multiplies the patches of an example, side by side as a
 * matrix (im2col), by the weights; a learner those of many examples at once.
 *
 * <p>May depend on {@code model.kernel} and {@code model.kernel.picture}. Invariant: what a scorer
 * makes of an example is the same bits whichever others it is scored with.
 */
package dev.thalweg.model.kernel.convolution;
