/**
 * The kernels of a convolution. A scorer multiplies the patches of an example, side by side as a
 * matrix (im2col), by the weights; a learner convolves whole minibatches by ND4J, and needs patches
 * for the gradient.
 *
 * <p>May depend on {@code model.kernel} and ND4J. Invariant: what a scorer makes of an example is
 * the same bits whichever others it is scored with.
 */
package dev.thalweg.model.kernel.convolution;
