package dev.thalweg.scorer.http.infer;

import dev.thalweg.http.route.ProblemException;
import java.nio.ByteBuffer;

/** Reads numbers as the protocol's binary extension has them: little-endian, without gaps. */
final class BinaryNumbers {
  private static final int HALF_EXPONENT_BITS = 0x1f;
  private static final int HALF_FRACTION = 0x3ff;

  private BinaryNumbers() {}

  /**
   * Reads all that there are.
   *
   * @param bytes in little-endian order, a multiple of the datatype's size
   */
  static void read(TensorDatatype datatype, ByteBuffer bytes, TensorNumbers into) {
    while (bytes.hasRemaining()) {
      switch (datatype) {
        case BOOL -> into.addBoolean(bool(bytes.get()));
        case UINT8 -> into.addLong(bytes.get() & 0xff);
        case UINT16 -> into.addLong(bytes.getShort() & 0xffff);
        case UINT32 -> into.addLong(bytes.getInt() & 0xffff_ffffL);
        case UINT64 -> into.addUnsigned(bytes.getLong());
        case INT8 -> into.addLong(bytes.get());
        case INT16 -> into.addLong(bytes.getShort());
        case INT32 -> into.addLong(bytes.getInt());
        case INT64 -> into.addLong(bytes.getLong());
        case FP16 -> into.addFloat(half(bytes.getShort()));
        case FP32 -> into.addFloat(bytes.getFloat());
        case FP64 -> into.addFloat(bytes.getDouble());
      }
    }
  }

  /** One byte, 0 or 1. */
  static boolean bool(byte value) {
    if (value != 0 && value != 1) {
      throw ProblemException.malformed("A BOOL is one byte, 0 or 1; %d is not.".formatted(value));
    }
    return value == 1;
  }

  /** An IEEE 754 binary16. */
  static float half(short bits) {
    int exponent = (bits >> 10) & HALF_EXPONENT_BITS;
    int fraction = bits & HALF_FRACTION;
    float sign = bits < 0 ? -1 : 1;
    if (exponent == HALF_EXPONENT_BITS) {
      return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
    }
    return exponent == 0
        ? sign * fraction * 0x1p-24f
        : sign * Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
  }
}
