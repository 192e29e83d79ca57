package dev.thalweg.http.body;

import dev.thalweg.http.route.ProblemException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body as it grows, within its limit and the budget of all. */
final class BodyBytes {
  private static final int FIRST_BYTES = 4 << 10;

  private final int bytesMax;
  private final long announced;
  private final BodyBudget.Share share;
  private byte[] bytes = new byte[0];
  private int length;

  /**
   * @param announced how many there will be, or less than 0
   */
  BodyBytes(int bytesMax, long announced, BodyBudget.Share share) {
    this.bytesMax = bytesMax;
    this.announced = announced;
    this.share = share;
  }

  /**
   * Takes more.
   *
   * @throws ProblemException when that is too much
   */
  void append(ByteBuffer more) {
    long needed = (long) length + more.remaining();
    if (needed > bytesMax) {
      throw tooLarge(bytesMax);
    }
    if (needed > bytes.length) {
      long doubled = Math.max(Math.max(needed, FIRST_BYTES), 2L * bytes.length);
      long limit = announced >= needed ? announced : bytesMax;
      int capacity = (int) Math.min(doubled, limit);
      share.take(capacity - bytes.length);
      bytes = Arrays.copyOf(bytes, capacity);
    }
    int count = more.remaining();
    more.get(bytes, length, count);
    length += count;
  }

  byte[] whole() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  static ProblemException tooLarge(int bytesMax) {
    return ProblemException.tooLarge(
        "A body may have at most %,d bytes, unpacked.".formatted(bytesMax));
  }
}
