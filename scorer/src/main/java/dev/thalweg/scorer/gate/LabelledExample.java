package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.snapshots.ServedModel;

/**
 * An example and what it turned out to be.
 *
 * @param data the values, row-major; not copied, so whoever holds it must not write to it
 * @param target the class, from 0, which is exact, or the number
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy for each would cost
public record LabelledExample(ExampleFormat format, byte[] data, double target) {

  /** The class. */
  int label() {
    return (int) target;
  }

  /** Whether a model takes it and what it turned out to be. */
  boolean fits(ServedModel model) {
    return format.equals(model.format())
        && (model.architecture().isRegression() || (target >= 0 && target == Math.rint(target)));
  }
}
