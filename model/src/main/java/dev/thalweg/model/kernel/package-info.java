/**
 * The arithmetic: ND4J's native products on one thread, and loops in Java for everything element by
 * element.
 *
 * <p>May depend on {@code model.network}, ND4J and its native libraries. Invariant: the same inputs
 * give the same bits.
 */
package dev.thalweg.model.kernel;
