package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.snapshots.ServedModel;

/**
 * An example and what it turned out to be.
 *
 * @param data the values, row-major; not copied, so whoever holds it must not write to it
 * @param label the class, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy for each would cost
public record LabelledExample(ExampleFormat format, byte[] data, int label) {

  /** Whether a model takes it. */
  boolean fits(ServedModel model) {
    return format.equals(model.format());
  }
}
