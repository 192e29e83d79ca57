package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonParser;
import dev.thalweg.http.route.ProblemException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The numbers of an input tensor, as float32, and what was seen of them on the way: a tensor may
 * name its datatype after its data, and a float32 no longer tells all whole numbers apart.
 */
final class TensorNumbers {
  /** So many digits, with a sign, are an int. */
  private static final int INT_CHARS_MAX = 9;

  private static final int UINT64_BITS = 64;
  private static final float TWO_TO_63 = 0x1p63f;
  private static final float TWO_TO_64 = 0x1p64f;

  private final long most;
  private float[] values;
  private int length;
  private long least = Long.MAX_VALUE;
  private long greatest = Long.MIN_VALUE;
  private boolean beyondInt64;
  private boolean beyondUint64;
  private float fraction = Float.NaN;
  private boolean booleans;

  /**
   * @param expected how many to make room for at once, at least one
   * @param most how many there may be, at least as many
   */
  TensorNumbers(int expected, long most) {
    this.values = new float[expected];
    this.most = most;
  }

  int length() {
    return length;
  }

  /** Whether there is no room for another one. */
  boolean isFull() {
    return length == most;
  }

  boolean hasBooleans() {
    return booleans;
  }

  void addBoolean(boolean value) {
    booleans = true;
    addLong(value ? 1 : 0);
  }

  /** The whole number that is the parser's current token. */
  void addWhole(JsonParser json) throws IOException {
    if (json.getTextLength() <= INT_CHARS_MAX) {
      addLong(json.getIntValue());
    } else if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      BigInteger value = json.getBigIntegerValue();
      noteBeyond(value.signum() > 0 && value.bitLength() <= UINT64_BITS);
      append(finite(value.floatValue(), json));
    } else {
      addLong(json.getLongValue());
    }
  }

  void addLong(long value) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    append((float) value);
  }

  /** A whole number from 0 to 2^64 - 1, as its bits. */
  void addUnsigned(long bits) {
    if (bits >= 0) {
      addLong(bits);
    } else {
      noteBeyond(true);
      append((bits >>> 1) * 2f);
    }
  }

  private void noteBeyond(boolean isUint64) {
    beyondInt64 = true;
    beyondUint64 |= !isUint64;
  }

  /** The number with a fraction or an exponent that is the parser's current token. */
  void addFloat(JsonParser json) throws IOException {
    addFinite(finite(json.getFloatValue(), json));
  }

  /** Any number of a type with fractions. */
  void addFloat(double number) {
    float value = (float) number;
    if (!Float.isFinite(value)) {
      throw notFinite(Double.toString(number));
    }
    addFinite(value);
  }

  private void addFinite(float value) {
    if (value != Math.rint(value)) {
      fraction = value;
    } else if (value >= TWO_TO_63 || value < -TWO_TO_63) {
      noteBeyond(value >= TWO_TO_63 && value < TWO_TO_64);
    } else {
      least = Math.min(least, (long) value);
      greatest = Math.max(greatest, (long) value);
    }
    append(value);
  }

  private static float finite(float value, JsonParser json) throws IOException {
    if (!Float.isFinite(value)) {
      throw notFinite(json.getText());
    }
    return value;
  }

  private static ProblemException notFinite(String number) {
    return ProblemException.malformed(
        "%s is not a finite float32, and networks compute in float32: send numbers up to 3.4e38."
            .formatted(number));
  }

  private void append(float value) {
    if (length == values.length) {
      values = Arrays.copyOf(values, (int) Math.min(most, 2L * length));
    }
    values[length++] = value;
  }

  /**
   * Returns if all are whole numbers of a range.
   *
   * @param datatype the range's name
   * @param upToUint64 whether the range ends at 2^64 - 1, which no long holds
   */
  void requireWhole(String datatype, long from, long to, boolean upToUint64) {
    if (!Float.isNaN(fraction)) {
      throw notWhole(Float.toString(fraction), datatype, from, to);
    }
    if (least < from) {
      throw notWhole(Long.toString(least), datatype, from, to);
    }
    if (greatest > to) {
      throw notWhole(Long.toString(greatest), datatype, from, to);
    }
    if (beyondUint64 || (beyondInt64 && !upToUint64)) {
      throw ProblemException.malformed(
          "A number is beyond the range of %s: send smaller ones.".formatted(datatype));
    }
  }

  private static ProblemException notWhole(String value, String datatype, long from, long to) {
    return ProblemException.malformed(
        "%s is not a %s: send whole numbers from %d to %d.".formatted(value, datatype, from, to));
  }

  /**
   * Returns if all are in a range.
   *
   * @param otherwise what is said of one that is not
   */
  void requireWithin(float from, float to, String otherwise) {
    for (int i = 0; i < length; i++) {
      if (!(values[i] >= from && values[i] <= to)) {
        throw ProblemException.malformed("%s %s".formatted(values[i], otherwise));
      }
    }
  }

  /** All of them, in order; they may be changed once no more are asked. */
  float[] values() {
    return length == values.length ? values : Arrays.copyOf(values, length);
  }
}
