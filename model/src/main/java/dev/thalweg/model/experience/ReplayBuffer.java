package dev.thalweg.model.experience;

import dev.thalweg.model.network.Datatype;
import java.nio.ByteBuffer;

/**
 * The last samples, in whole minibatches, as the bytes that they were sent in. Which place a sample
 * has depends on those before it alone, not on when the buffer was filled.
 */
final class ReplayBuffer {

  /** Most bytes of its samples. */
  private static final long BYTES_MAX = 1L << 30;

  private final Datatype datatype;
  private final int batch;
  private final int inputs;
  private final Kept[] kept;
  private int oldest;
  private int count;

  /** One minibatch. */
  @SuppressWarnings("ArrayRecordComponent") // written anew in place; never compared
  private record Kept(byte[][] examples, double[] targets, float[] weights) {}

  /**
   * An empty buffer.
   *
   * @param samples that it has room for, in whole minibatches, of which there is one at least
   * @param inputs numbers of an example
   * @throws IllegalArgumentException with one sentence if it would need too much memory
   */
  ReplayBuffer(Datatype datatype, int batch, int inputs, long samples) {
    this.datatype = datatype;
    this.batch = batch;
    this.inputs = inputs;
    long batches = Math.max(1, samples / batch);
    long bytes = batches * batch * inputs * datatype.bytes();
    if (bytes > BYTES_MAX) {
      throw new IllegalArgumentException(
          "A buffer of %,d samples needs %,d MiB and may have %,d: use a smaller replay.buffer."
              .formatted(samples, bytes >> 20, BYTES_MAX >> 20));
    }
    kept = new Kept[Math.toIntExact(batches)];
  }

  /** Adds a minibatch, in the place of the oldest where there is no other. */
  void add(float[] numbers, double[] targets, float[] weights) {
    int place = (oldest + count) % kept.length;
    if (kept[place] == null) {
      kept[place] =
          new Kept(new byte[batch][inputs * datatype.bytes()], new double[batch], new float[batch]);
    }
    Kept written = kept[place];
    for (int i = 0; i < batch; i++) {
      datatype.bytes(numbers, i * inputs, (i + 1) * inputs, written.examples()[i]);
    }
    System.arraycopy(targets, 0, written.targets(), 0, batch);
    System.arraycopy(weights, 0, written.weights(), 0, batch);
    if (count < kept.length) {
      count++;
    } else {
      oldest = (oldest + 1) % kept.length;
    }
  }

  void clear() {
    oldest = 0;
    count = 0;
  }

  /** Minibatches in it. */
  int batches() {
    return count;
  }

  /** Samples in it. */
  int samples() {
    return count * batch;
  }

  /**
   * Copies a sample.
   *
   * @param index 0 is the oldest
   * @param row of the target
   */
  void copy(int index, Rows target, int row) {
    Kept from = kept[(oldest + index / batch) % kept.length];
    int at = index % batch;
    datatype.numbers(ByteBuffer.wrap(from.examples()[at]), target.inputs(), row * inputs, true);
    target.targets()[row] = from.targets()[at];
    target.weights()[row] = from.weights()[at];
  }
}
