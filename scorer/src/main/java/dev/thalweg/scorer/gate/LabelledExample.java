package dev.thalweg.scorer.gate;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Datatype;
import java.util.List;

/**
 * An example and what it turned out to be.
 *
 * @param data the values, row-major; not copied, so whoever holds it must not write to it
 * @param label the class, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy for each would cost
public record LabelledExample(ExampleFormat format, byte[] data, int label) {

  /** Whether a network takes it. */
  boolean fits(Architecture architecture) {
    return format.is(List.of(architecture.height(), architecture.width()), Datatype.UINT8);
  }
}
