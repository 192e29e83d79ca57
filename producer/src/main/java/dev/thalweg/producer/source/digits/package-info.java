/**
 * Drawing digits: strokes, typefaces, a pen, and the generator behind them.
 *
 * <p>May depend on the Java platform alone. Invariant: the same seed draws the same pixels.
 */
package dev.thalweg.producer.source.digits;
