/**
 * The arithmetic that knows no network: what a layer's kernel is and is built on, ND4J's native
 * products on one thread, loops in Java for everything element by element, activations, and dropout
 * masks. The kernels of a kind of layer have a package of their own below this.
 *
 * <p>May depend on {@code model.text}, ND4J and its native libraries. Invariant: the same inputs
 * give the same bits.
 */
package dev.thalweg.model.kernel;
