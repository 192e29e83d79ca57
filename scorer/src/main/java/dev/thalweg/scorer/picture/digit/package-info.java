/**
 * Where the digit is, and where it belongs in the input: scaled and centred as MNIST's were.
 *
 * <p>May depend on {@code ink} beside it. Invariant: the whole digit stays within the input.
 */
package dev.thalweg.scorer.picture.digit;
