/**
 * What is ink and what is ground among a picture's pixels.
 *
 * <p>May depend on {@code decode} and {@code refusal} beside it. Invariant: the cost grows with the
 * number of pixels and with nothing else.
 */
package dev.thalweg.scorer.picture.ink;
