package dev.thalweg.model.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays and small buffers, one after the other, read and written as if they were one run of bytes:
 * a state of gigabytes is cut into pieces and put together again with no second one in memory.
 * Numbers are float32, little-endian. It holds the arrays themselves.
 */
public final class FlatState {
  private final List<Segment> segments = new ArrayList<>();
  private long size;

  @SuppressWarnings("ArrayRecordComponent") // the arrays themselves; never compared
  private record Segment(long start, long end, float[] floats, ByteBuffer bytes) {
    /** Copies what both have, from a position of the whole on. */
    void get(long at, ByteBuffer out) {
      int length = (int) Math.min(end - at, out.remaining());
      int from = (int) (at - start);
      if (floats == null) {
        out.put(bytes.slice(from, length));
      } else {
        out.slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .put(floats, from / Float.BYTES, length / Float.BYTES);
        out.position(out.position() + length);
      }
    }

    void put(long at, ByteBuffer in) {
      int length = (int) Math.min(end - at, in.remaining());
      int to = (int) (at - start);
      if (floats == null) {
        bytes.slice(to, length).put(in.slice(in.position(), length));
      } else {
        in.slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(floats, to / Float.BYTES, length / Float.BYTES);
      }
      in.position(in.position() + length);
    }
  }

  /** Adds numbers, four bytes each. */
  public FlatState add(float[] floats) {
    return add((long) Float.BYTES * floats.length, floats, null);
  }

  /**
   * Adds a buffer from 0 to its limit.
   *
   * @throws IllegalArgumentException if its length is no multiple of 4
   */
  public FlatState add(ByteBuffer bytes) {
    if (bytes.limit() % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "A buffer of %d bytes would not leave numbers whole.".formatted(bytes.limit()));
    }
    return add(bytes.limit(), null, bytes);
  }

  private FlatState add(long length, float[] floats, ByteBuffer bytes) {
    if (length > 0) {
      segments.add(new Segment(size, size + length, floats, bytes));
      size += length;
    }
    return this;
  }

  /** How many bytes it has. */
  public long size() {
    return size;
  }

  /**
   * Fills the rest of a buffer with the bytes from a position on.
   *
   * @throws IllegalArgumentException if there are not so many, or position or length is no multiple
   *     of 4
   */
  public void get(long position, ByteBuffer out) {
    check(position, out.remaining());
    long at = position;
    for (Segment segment : segments) {
      if (at < segment.end && out.hasRemaining()) {
        int before = out.position();
        segment.get(at, out);
        at += out.position() - before;
      }
    }
  }

  /**
   * Takes the rest of a buffer for the bytes from a position on.
   *
   * @throws IllegalArgumentException as {@link #get}
   */
  public void put(long position, ByteBuffer in) {
    check(position, in.remaining());
    long at = position;
    for (Segment segment : segments) {
      if (at < segment.end && in.hasRemaining()) {
        int before = in.position();
        segment.put(at, in);
        at += in.position() - before;
      }
    }
  }

  private void check(long position, int length) {
    if (position < 0
        || length > size - position
        || position % Float.BYTES != 0
        || length % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "The state has %d bytes; %d from %d on are no whole numbers of it."
              .formatted(size, length, position));
    }
  }
}
