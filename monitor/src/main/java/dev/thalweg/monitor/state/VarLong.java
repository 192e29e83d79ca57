package dev.thalweg.monitor.state;

import java.nio.ByteBuffer;

/**
 * A number in as many bytes as it needs, seven bits in each, the lowest first: counts are small as
 * a rule. A negative one takes ten bytes.
 */
public final class VarLong {
  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private VarLong() {}

  /** How many bytes it takes. */
  public static int bytes(long value) {
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + BITS - 1) / BITS;
  }

  /** Writes {@link #bytes} bytes. */
  public static void write(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & -MORE) != 0) {
      out.put((byte) (rest | MORE));
      rest >>>= BITS;
    }
    out.put((byte) rest);
  }

  /** Reads what {@link #write} has written. */
  public static long read(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      byte next = in.get();
      value |= (long) (next & (MORE - 1)) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a number of more than ten bytes in the state");
  }

  /** Reads a number that is known to fit. */
  public static int readInt(ByteBuffer in) {
    return Math.toIntExact(read(in));
  }
}
