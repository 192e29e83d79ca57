package dev.thalweg.scorer.http.scoring;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.snapshots.ServedModel;

/**
 * What one snapshot made of a request's examples.
 *
 * @param model the snapshot
 * @param batch outputs of a whole batch: probabilities, or of a regression a number for each, of
 *     which the request's begin at {@code first}; read only
 * @param first the index of its first number
 * @param count examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RequestScores(ServedModel model, float[] batch, int first, int count) {

  public int classes() {
    return model.architecture().classes();
  }

  /** Of a class; of a regression the number itself is that of class 0. */
  public float probability(int example, int label) {
    return batch[first + example * classes() + label];
  }

  /** The most probable class; the lowest of equals. */
  public int label(int example) {
    int label = 0;
    for (int c = 1; c < classes(); c++) {
      if (probability(example, c) > probability(example, label)) {
        label = c;
      }
    }
    return label;
  }

  /**
   * Returns if every probability is a number.
   *
   * @throws ProblemException if not: huge weights can overflow
   */
  public void requireFinite() {
    if (!areFinite()) {
      throw ProblemException.of(
          500, "Version %d overflows on this example.".formatted(model.version()));
    }
  }

  boolean areFinite() {
    for (int i = first; i < first + count * classes(); i++) {
      if (!Float.isFinite(batch[i])) {
        return false;
      }
    }
    return true;
  }
}
