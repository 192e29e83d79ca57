package dev.thalweg.model.network;

import dev.thalweg.model.text.Decimal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the numbers of one example are laid out, row-major: 28, 28 for a grey picture, 28, 28, 3 for
 * one in colour, 6 for a row of six numbers.
 *
 * @param dimensions 1 to {@value #DIMENSIONS_MAX} of them, each 1 to {@value #DIMENSION_MAX}; their
 *     product is at most {@value #SIZE_MAX}
 */
public record Shape(List<Integer> dimensions) {

  /** Most dimensions. */
  public static final int DIMENSIONS_MAX = 4;

  /** Longest dimension. */
  public static final int DIMENSION_MAX = 65_536;

  /** Most numbers of one example: 16 Mi. */
  public static final int SIZE_MAX = 1 << 24;

  private static final Pattern TEXT = Pattern.compile("[1-9][0-9]{0,4}(x[1-9][0-9]{0,4}){0,3}");

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException with one sentence if one is passed
   */
  public Shape {
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty() || dimensions.size() > DIMENSIONS_MAX) {
      throw new IllegalArgumentException(
          "A shape has %d dimensions; give it 1 to %d."
              .formatted(dimensions.size(), DIMENSIONS_MAX));
    }
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension < 1 || dimension > DIMENSION_MAX) {
        throw new IllegalArgumentException(
            "A shape has a dimension of %d; each must be from 1 to %d."
                .formatted(dimension, DIMENSION_MAX));
      }
      size *= dimension;
      if (size > SIZE_MAX) {
        throw new IllegalArgumentException(
            "An example of %s has more than %d numbers, which is the limit."
                .formatted(text(dimensions), SIZE_MAX));
      }
    }
  }

  /** A shape of these dimensions. */
  public static Shape of(int... dimensions) {
    return new Shape(Arrays.stream(dimensions).boxed().toList());
  }

  /** How many numbers an example has: the product of the dimensions. */
  public int size() {
    int size = 1;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    return size;
  }

  /** How it is written: {@code 28x28x3}. */
  public String text() {
    return text(dimensions);
  }

  private static String text(List<Integer> dimensions) {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /**
   * The inverse of {@link #text()}, and strict.
   *
   * @throws IllegalArgumentException with one sentence if the text is not a shape
   */
  public static Shape parse(String text) {
    if (text == null || !TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a shape: write 1 to %d dimensions like 28x28, 32x32x3 or 6."
              .formatted(Decimal.excerpt(String.valueOf(text)), DIMENSIONS_MAX));
    }
    return new Shape(Arrays.stream(text.split("x", -1)).map(Integer::valueOf).toList());
  }

  /** Whether it can be shown: rows and columns, and besides them at most 1 or 3 channels. */
  public boolean isPicture() {
    return dimensions.size() == 2
        || (dimensions.size() == 3 && (channels() == 1 || channels() == 3));
  }

  /** Whether it has rows and columns, and at most channels besides, however many. */
  public boolean hasRowsAndColumns() {
    return dimensions.size() == 2 || dimensions.size() == 3;
  }

  /** Rows of a picture: the first dimension. */
  public int height() {
    return dimensions.get(0);
  }

  /** Columns of a picture: the second dimension, and 1 where there is none. */
  public int width() {
    return dimensions.size() < 2 ? 1 : dimensions.get(1);
  }

  /** Numbers of a pixel: the third dimension, and 1 where there is none. */
  public int channels() {
    return dimensions.size() < 3 ? 1 : dimensions.get(2);
  }

  @Override
  public String toString() {
    return text();
  }
}
