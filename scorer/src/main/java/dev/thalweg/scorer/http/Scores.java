package dev.thalweg.scorer.http;

import dev.thalweg.snapshots.ServedModel;

/**
 * What one snapshot made of a request's images.
 *
 * @param model the snapshot
 * @param batch probabilities of a whole batch, of which the request's begin at {@code first}; read
 *     only
 * @param first the index of its first number
 * @param count images
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Scores(ServedModel model, float[] batch, int first, int count) {

  int classes() {
    return model.architecture().classes();
  }

  float probability(int image, int label) {
    return batch[first + image * classes() + label];
  }

  /** The most probable class; the lowest of equals. */
  int label(int image) {
    int label = 0;
    for (int c = 1; c < classes(); c++) {
      if (probability(image, c) > probability(image, label)) {
        label = c;
      }
    }
    return label;
  }

  /** Whether every probability is a number; huge weights can overflow. */
  boolean areFinite() {
    for (int i = first; i < first + count * classes(); i++) {
      if (!Float.isFinite(batch[i])) {
        return false;
      }
    }
    return true;
  }
}
