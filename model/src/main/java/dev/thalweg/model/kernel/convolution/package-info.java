/**
 * The kernels of a convolution: its patches side by side as a matrix (im2col), so that its three
 * products are products of matrices.
 *
 * <p>May depend on {@code model.kernel}. Invariant: forward, an example's products are its own, so
 * that its outputs are the same bits whichever others it is computed with.
 */
package dev.thalweg.model.kernel.convolution;
