package dev.thalweg.scorer.http.infer;

import dev.thalweg.http.route.ProblemException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The numeric datatypes of the protocol: how a client sends numbers. What a model takes is another
 * question, which {@link dev.thalweg.model.network.Datatype} answers.
 */
enum TensorDatatype {
  /** False is 0 and true is 1. */
  BOOL(1, 0, 1),
  UINT8(1, 0, 255),
  UINT16(2, 0, 65_535),
  UINT32(4, 0, 4_294_967_295L),
  /** Up to 2^64 - 1, which {@link TensorNumbers} tells apart. */
  UINT64(8, 0, Long.MAX_VALUE),
  INT8(1, Byte.MIN_VALUE, Byte.MAX_VALUE),
  INT16(2, Short.MIN_VALUE, Short.MAX_VALUE),
  INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
  INT64(8, Long.MIN_VALUE, Long.MAX_VALUE),
  FP16(2, 65_504f),
  FP32(4, Float.MAX_VALUE),
  /** As far as a float32 reaches: networks compute in it. */
  FP64(8, Float.MAX_VALUE);

  private final int bytes;
  private final boolean whole;
  private final long least;
  private final long greatest;
  private final float magnitude;

  TensorDatatype(int bytes, long least, long greatest) {
    this.bytes = bytes;
    this.whole = true;
    this.least = least;
    this.greatest = greatest;
    this.magnitude = Float.NaN;
  }

  TensorDatatype(int bytes, float magnitude) {
    this.bytes = bytes;
    this.whole = false;
    this.least = 0;
    this.greatest = 0;
    this.magnitude = magnitude;
  }

  static TensorDatatype named(String name) {
    for (TensorDatatype datatype : values()) {
      if (datatype.name().equals(name)) {
        return datatype;
      }
    }
    throw ProblemException.malformed(
        "The datatype is not known here: send one of "
            + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))
            + ".");
  }

  /** Bytes of one number in the binary extension. */
  int bytes() {
    return bytes;
  }

  /** Whether its numbers have no fractions. */
  boolean isWhole() {
    return whole;
  }

  /** Whether it is a number of this datatype; of one with fractions, as far as the name says. */
  boolean holds(Number number) {
    if (!whole) {
      return true;
    }
    if (number instanceof BigInteger big) {
      return this == UINT64 && big.signum() > 0 && big.bitLength() <= Long.SIZE;
    }
    double value = number.doubleValue();
    return value == Math.rint(value)
        && Math.abs(value) <= Long.MAX_VALUE
        && number.longValue() >= least
        && number.longValue() <= greatest;
  }

  /**
   * Returns if all numbers are of this datatype.
   *
   * @throws ProblemException with one that is not
   */
  void require(TensorNumbers numbers) {
    if (numbers.hasBooleans() && this != BOOL) {
      throw ProblemException.malformed("true and false are not %s: send numbers.".formatted(this));
    }
    if (whole) {
      numbers.requireWhole(toString(), least, greatest, this == UINT64);
    } else {
      numbers.requireWithin(-magnitude, magnitude, "is not in the range of %s.".formatted(this));
    }
  }
}
