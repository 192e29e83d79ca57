package dev.thalweg.model.network;

import dev.thalweg.model.text.Decimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the bytes of an example mean, under the names of the Open Inference Protocol. What a network
 * sees of a number is the number times {@link #scale()}.
 *
 * <p>There are two ways to the same inputs. A classifier is given them {@linkplain #inputs scaled}.
 * A learner is given the numbers {@linkplain #numbers as they stand}, and its first layer's
 * products contain the scale: a sum of whole numbers rounds later than one of fractions.
 */
public enum Datatype {

  /** One byte without a sign, 0 to 255, which the network sees as 0 to 1. */
  UINT8(1, 1.0 / 255) {
    @Override
    public void numbers(ByteBuffer data, float[] target, int start, boolean missing) {
      int count = data.remaining();
      byte[] bytes;
      int first = 0;
      if (data.hasArray()) { // a buffer checks every access, which takes longer than the rest
        bytes = data.array();
        first = data.arrayOffset() + data.position();
      } else {
        bytes = new byte[count];
        data.duplicate().get(bytes);
      }
      for (int i = 0; i < count; i++) {
        target[start + i] = bytes[first + i] & 0xff;
      }
    }

    @Override
    public void bytes(float[] numbers, int start, int end, byte[] target) {
      for (int i = start; i < end; i++) {
        target[i - start] = (byte) Math.round(numbers[i]);
      }
    }

    @Override
    public float input(float number) {
      return number / 255;
    }
  },

  /** A float32 of four bytes, the least significant first, taken as it is. */
  FP32(Float.BYTES, 1) {
    @Override
    public void numbers(ByteBuffer data, float[] target, int start, boolean missing) {
      int count = data.remaining() / Float.BYTES;
      data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(target, start, count);
      for (int i = start; i < start + count; i++) {
        if (!Float.isFinite(target[i]) && !(missing && Float.isNaN(target[i]))) {
          throw new IllegalArgumentException(
              "The number at %d is %s; every number must be finite%s."
                  .formatted(i - start, target[i], missing ? ", or NaN where it is missing" : ""));
        }
      }
    }

    @Override
    public void bytes(float[] numbers, int start, int end, byte[] target) {
      ByteBuffer.wrap(target)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .put(numbers, start, end - start);
    }

    @Override
    public float input(float number) {
      return number;
    }
  };

  private final int bytes;
  private final double scale;

  Datatype(int bytes, double scale) {
    this.bytes = bytes;
    this.scale = scale;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The factor between a number as it stands and what the network sees. */
  public double scale() {
    return scale;
  }

  /**
   * Reads numbers as they stand, for a learner: 0 to 255 where the datatype is UINT8.
   *
   * @param data whole numbers of the datatype from its position to its limit; both stay
   * @param target receives them from {@code start} on
   * @param missing whether a number may be missing, which is not a number
   * @throws IllegalArgumentException with one sentence if one is infinite, or not a number and may
   *     not be missing; some of the target may be written then
   */
  public abstract void numbers(ByteBuffer data, float[] target, int start, boolean missing);

  /** The same where none may be missing. */
  public void numbers(ByteBuffer data, float[] target, int start) {
    numbers(data, target, start, false);
  }

  /**
   * The inverse of {@link #numbers}: writes the numbers from {@code start} up to {@code end} as
   * bytes.
   *
   * @param target receives them from 0 on
   */
  public abstract void bytes(float[] numbers, int start, int end, byte[] target);

  /** What the network sees of one number as it stands. */
  public abstract float input(float number);

  /** Reads numbers as a network sees them, for a classifier; the rest as {@link #numbers}. */
  public void inputs(ByteBuffer data, float[] target, int start, boolean missing) {
    numbers(data, target, start, missing);
    int end = start + data.remaining() / bytes;
    for (int i = start; i < end; i++) {
      target[i] = input(target[i]);
    }
  }

  /** How it is written, such as {@code UINT8}. */
  public String text() {
    return name();
  }

  /**
   * The inverse of {@link #text()}, and strict.
   *
   * @throws IllegalArgumentException with one sentence that lists the names
   */
  public static Datatype parse(String text) {
    for (Datatype datatype : values()) {
      if (datatype.text().equals(text)) {
        return datatype;
      }
    }
    throw new IllegalArgumentException(
        "There is no datatype \"%s\"; use one of %s."
            .formatted(
                Decimal.excerpt(String.valueOf(text)),
                Arrays.stream(values()).map(Datatype::text).collect(Collectors.joining(", "))));
  }
}
