/**
 * Which pixels a file has: the formats, what they are reduced to, and their decoders.
 *
 * <p>May depend on {@code refusal} beside it. Invariant: a decoder is given only what a header that
 * keeps within the limits has announced.
 */
package dev.thalweg.scorer.picture.decode;
