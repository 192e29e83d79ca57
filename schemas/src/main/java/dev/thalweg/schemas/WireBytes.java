package dev.thalweg.schemas;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * A record in the wire format, in memory that grows and is used again. Avro's own encoder of this
 * kind writes every number into a stream that locks, which took half of what a prediction costs.
 * Belongs to one thread.
 */
final class WireBytes extends BinaryEncoder {
  /** More than what any number takes. */
  private static final int NUMBER_BYTES_MAX = 16;

  private byte[] bytes = new byte[1_024];
  private int length;

  /** Begins a record anew, by the schema of this id. */
  void begin(int schemaId) {
    length = 0;
    makeRoom(AvroSerializer.HEADER_BYTES);
    ByteBuffer.wrap(bytes).put(AvroSerializer.MAGIC).putInt(schemaId);
    length = AvroSerializer.HEADER_BYTES;
  }

  /** What was written since, as an array of its own. */
  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  private void makeRoom(int more) {
    if (more > bytes.length - length) {
      int needed = Math.addExact(length, more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * needed));
    }
  }

  @Override
  public void writeBoolean(boolean value) {
    makeRoom(NUMBER_BYTES_MAX);
    length += BinaryData.encodeBoolean(value, bytes, length);
  }

  @Override
  public void writeInt(int value) {
    makeRoom(NUMBER_BYTES_MAX);
    length += BinaryData.encodeInt(value, bytes, length);
  }

  @Override
  public void writeLong(long value) {
    makeRoom(NUMBER_BYTES_MAX);
    length += BinaryData.encodeLong(value, bytes, length);
  }

  @Override
  public void writeFloat(float value) {
    makeRoom(NUMBER_BYTES_MAX);
    length += BinaryData.encodeFloat(value, bytes, length);
  }

  @Override
  public void writeDouble(double value) {
    makeRoom(NUMBER_BYTES_MAX);
    length += BinaryData.encodeDouble(value, bytes, length);
  }

  @Override
  public void writeFixed(byte[] source, int start, int count) {
    makeRoom(count);
    System.arraycopy(source, start, bytes, length, count);
    length += count;
  }

  @Override
  protected void writeZero() {
    makeRoom(1);
    bytes[length++] = 0;
  }

  @Override
  public int bytesBuffered() {
    return 0; // as they are all in place
  }

  @Override
  public void flush() {
    // There is nothing behind it.
  }
}
