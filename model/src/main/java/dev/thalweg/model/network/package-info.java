/**
 * What a network is: shapes and datatypes of examples, layers, initialisations, the architecture,
 * and its parameters as one flat vector.
 *
 * <p>A new kind of layer is a new permitted {@link dev.thalweg.model.network.Layer}; the compiler
 * names the places that have to know it.
 *
 * <p>May depend on {@code model.kernel} and the packages below it, {@code model.loss} and {@code
 * model.text}. Invariant: equal architectures have equal texts.
 */
package dev.thalweg.model.network;
