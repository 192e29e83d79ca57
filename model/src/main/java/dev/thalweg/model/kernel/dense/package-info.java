/**
 * The kernels of a dense layer: products in native memory, everything else on the heap.
 *
 * <p>May depend on {@code model.kernel}. Invariant: the weights are promised bit for bit, so no
 * order of a sum may change.
 */
package dev.thalweg.model.kernel.dense;
