package dev.thalweg.producer.source;

import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** The types of an IDX file's values, all big-endian. */
enum IdxType {
  UINT8(0x08, 1),
  INT8(0x09, 1),
  INT16(0x0b, 2),
  INT32(0x0c, 4),
  FLOAT32(0x0d, 4),
  FLOAT64(0x0e, 8);

  private final int code;
  private final int bytes;

  IdxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The type that the third byte of a file names. */
  static Optional<IdxType> ofCode(int code) {
    for (IdxType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Bytes of a value. */
  int bytes() {
    return bytes;
  }

  boolean isInteger() {
    return this != FLOAT32 && this != FLOAT64;
  }

  /** As what its values are streamed: unsigned bytes as they are, all others as FP32. */
  Datatype datatype() {
    return this == UINT8 ? Datatype.UINT8 : Datatype.FP32;
  }

  /** The value at an index; every integer type fits. */
  double value(ByteBuffer values, int index) {
    int at = index * bytes;
    return switch (this) {
      case UINT8 -> Byte.toUnsignedInt(values.get(at));
      case INT8 -> values.get(at);
      case INT16 -> values.getShort(at);
      case INT32 -> values.getInt(at);
      case FLOAT32 -> values.getFloat(at);
      case FLOAT64 -> values.getDouble(at);
    };
  }

  /** Such as {@code int16}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
