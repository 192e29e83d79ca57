package dev.thalweg.scorer.http.infer;

import dev.thalweg.http.route.ProblemException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The numeric datatypes of the protocol: how a client sends numbers. What a model takes is another
 * question, which {@link dev.thalweg.model.network.Datatype} answers.
 */
enum TensorDatatype {
  /** False is 0 and true is 1. */
  BOOL(0, 1),
  UINT8(0, 255),
  UINT16(0, 65_535),
  UINT32(0, 4_294_967_295L),
  /** Up to 2^64 - 1, which {@link TensorNumbers} tells apart. */
  UINT64(0, Long.MAX_VALUE),
  INT8(Byte.MIN_VALUE, Byte.MAX_VALUE),
  INT16(Short.MIN_VALUE, Short.MAX_VALUE),
  INT32(Integer.MIN_VALUE, Integer.MAX_VALUE),
  INT64(Long.MIN_VALUE, Long.MAX_VALUE),
  FP16(65_504f),
  FP32(Float.MAX_VALUE),
  /** As far as a float32 reaches: networks compute in it. */
  FP64(Float.MAX_VALUE);

  private final boolean whole;
  private final long least;
  private final long greatest;
  private final float magnitude;

  TensorDatatype(long least, long greatest) {
    this.whole = true;
    this.least = least;
    this.greatest = greatest;
    this.magnitude = Float.NaN;
  }

  TensorDatatype(float magnitude) {
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

  /** Whether its numbers have no fractions. */
  boolean isWhole() {
    return whole;
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
