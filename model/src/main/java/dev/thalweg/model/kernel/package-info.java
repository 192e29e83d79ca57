/**
 * The arithmetic that knows no network: ND4J's native products on one thread, loops in Java for
 * everything element by element, and dropout masks.
 *
 * <p>May depend on {@code model.text}, ND4J and its native libraries. Invariant: the same inputs
 * give the same bits.
 */
package dev.thalweg.model.kernel;
