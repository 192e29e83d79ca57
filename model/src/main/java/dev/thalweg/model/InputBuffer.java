package dev.thalweg.model;

import dev.thalweg.model.network.Datatype;
import java.nio.ByteBuffer;

/**
 * The examples of a minibatch as they are gathered for a {@link Learner}: as bytes where the
 * datatype is UINT8, which become numbers only where they are not 0 in all examples, and else as
 * numbers.
 */
public final class InputBuffer {

  private final Datatype datatype;
  private final int inputs;
  private final byte[][] bytes;
  private float[] numbers;

  /**
   * Room for a minibatch of zeros.
   *
   * @param inputs numbers of an example
   */
  public InputBuffer(Datatype datatype, int batch, int inputs) {
    this.datatype = datatype;
    this.inputs = inputs;
    boolean areBytes = datatype == Datatype.UINT8;
    bytes = areBytes ? new byte[batch][inputs] : null;
    numbers = areBytes ? null : new float[batch * inputs];
  }

  /**
   * Takes an example.
   *
   * @param index of the example in its minibatch
   * @param data whole numbers of the datatype from its position to its limit, as many as an example
   *     has; both stay
   * @param missing whether a number may be missing, as {@link Datatype#numbers} says
   * @throws IllegalArgumentException with one sentence if a number can't be
   */
  public void put(int index, ByteBuffer data, boolean missing) {
    if (bytes != null) {
      data.get(data.position(), bytes[index]);
    } else {
      datatype.numbers(data, numbers, index * inputs, missing);
    }
  }

  /** The bytes, an array for each example; null where the datatype has other numbers. */
  byte[][] bytes() {
    return bytes;
  }

  /** All numbers as they stand, row-major [batch, inputs]. */
  float[] numbers() {
    if (bytes != null) {
      numbers = numbers == null ? new float[bytes.length * inputs] : numbers;
      for (int i = 0; i < bytes.length; i++) {
        datatype.numbers(ByteBuffer.wrap(bytes[i]), numbers, i * inputs);
      }
    }
    return numbers;
  }
}
