/**
 * The products of a minibatch of examples with a dense layer, which leave out the inputs that are 0
 * in all of them.
 *
 * <p>May depend on {@code model.kernel}. Invariant: the sums are those of the whole products, bit
 * for bit.
 */
package dev.thalweg.model.kernel.sparse;
