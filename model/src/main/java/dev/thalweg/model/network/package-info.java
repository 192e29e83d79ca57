/**
 * The network as data: layers, activations, output, loss, and its parameters as one flat vector.
 *
 * <p>May depend on {@code model.text}. Invariant: equal architectures have equal texts.
 */
package dev.thalweg.model.network;
