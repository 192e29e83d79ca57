/**
 * Numbers as they are written, checked and drawn, and the words of a network's text.
 *
 * <p>May depend on the Java platform alone. Invariant: a number's text reads back as the same bits.
 */
package dev.thalweg.model.text;
