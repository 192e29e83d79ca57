package dev.thalweg.schemas;

import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the examples of a pipeline look like: their shape, and what their bytes are.
 *
 * @param shape 1 to {@value #DIMENSIONS_MAX} dimensions, each 1 to {@value #DIMENSION_MAX}
 */
public record ExampleFormat(List<Integer> shape, Datatype datatype) {
  /** Most dimensions. */
  public static final int DIMENSIONS_MAX = 4;

  /** The longest dimension. */
  public static final int DIMENSION_MAX = 65_536;

  /** Most values. */
  public static final int SIZE_MAX = 1 << 24;

  /**
   * Checks every limit.
   *
   * @throws UserException when no example can look like this
   */
  public ExampleFormat {
    if (size(shape) == 0 || bytesPerValue(datatype) == 0) {
      throw new UserException(
          "There are no examples of %s: give 1 to %d dimensions of 1 to %d, %d values at most."
              .formatted(text(shape, datatype), DIMENSIONS_MAX, DIMENSION_MAX, SIZE_MAX));
    }
    shape = List.copyOf(shape);
  }

  /** Values of an example: the product of its dimensions. */
  public int size() {
    return size(shape);
  }

  /** Bytes of an example. */
  public int bytes() {
    return size() * bytesPerValue(datatype);
  }

  /** Whether these are its shape and datatype. */
  public boolean is(List<Integer> otherShape, Datatype otherDatatype) {
    return datatype == otherDatatype && shape.equals(otherShape);
  }

  /** Whether an example is a picture: of two dimensions, or three, the last one for colours. */
  public boolean isPicture() {
    return shape.size() == 2 || (shape.size() == 3 && (shape.get(2) == 1 || shape.get(2) == 3));
  }

  /** The shape as text, such as {@code 28x28x3}. */
  public String shapeText() {
    return text(shape);
  }

  /** Such as {@code 28x28 UINT8}. */
  @Override
  public String toString() {
    return text(shape, datatype);
  }

  /**
   * Whether a record is what it says: its data are as many bytes as its shape and datatype ask for,
   * which a shape of no dimensions, of too many or of impossible ones never has, and every number
   * is finite.
   *
   * @param missing whether a number may be missing, which is not a number
   */
  public static boolean isSound(
      List<Integer> shape, Datatype datatype, ByteBuffer data, boolean missing) {
    long size = size(shape);
    return size > 0
        && data.hasRemaining()
        && size * bytesPerValue(datatype) == data.remaining()
        && (datatype != Datatype.FP32 || areNumbers(data, missing));
  }

  private static boolean areNumbers(ByteBuffer data, boolean missing) {
    FloatBuffer numbers = data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    while (numbers.hasRemaining()) {
      float number = numbers.get();
      if (!Float.isFinite(number) && !(missing && Float.isNaN(number))) {
        return false;
      }
    }
    return true;
  }

  /** Such as {@code 28x28 UINT8}; short whatever the shape of the record that it describes. */
  public static String text(List<Integer> shape, Datatype datatype) {
    return text(shape) + " " + datatype;
  }

  private static String text(List<Integer> shape) {
    if (shape.isEmpty()) {
      return "of no dimensions,";
    }
    String dimensions =
        shape.stream().limit(DIMENSIONS_MAX).map(String::valueOf).collect(Collectors.joining("x"));
    return shape.size() > DIMENSIONS_MAX
        ? "%sx... (%d dimensions)".formatted(dimensions, shape.size())
        : dimensions;
  }

  /** Of one value; 0 of a datatype that this program does not know. */
  public static int bytesPerValue(Datatype datatype) {
    return switch (datatype) {
      case UINT8 -> 1;
      case FP32 -> Float.BYTES;
      case OTHER -> 0;
    };
  }

  /** 0 where a limit is passed. */
  private static int size(List<Integer> shape) {
    if (shape.size() > DIMENSIONS_MAX) {
      return 0;
    }
    long size = shape.isEmpty() ? 0 : 1;
    for (int dimension : shape) {
      // At most 2^24 times 2^16 so far, so it can't overflow.
      size = dimension < 1 || dimension > DIMENSION_MAX ? 0 : size * dimension;
      if (size > SIZE_MAX) {
        return 0;
      }
    }
    return (int) size;
  }
}
