package dev.thalweg.scorer.gate;

import dev.thalweg.model.network.Architecture;

/**
 * An image and what it turned out to be.
 *
 * @param pixels height x width grey values, uint8, row-major, 0 = background; not copied, so its
 *     holders must not write to it
 * @param label the class, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy for each would cost
public record LabelledImage(int height, int width, byte[] pixels, int label) {

  /** Whether a network takes it. */
  boolean fits(Architecture architecture) {
    return height == architecture.shape().height() && width == architecture.shape().width();
  }
}
