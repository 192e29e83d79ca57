package dev.thalweg.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a record may look like is what a network may take: each side says so for itself. */
class FormatOfRecordsAndNetworksTest {

  static Stream<List<Integer>> shapes() {
    return Stream.of(
        List.of(),
        List.of(0),
        List.of(-1),
        List.of(6),
        List.of(65_536),
        List.of(65_537),
        List.of(28, 28),
        List.of(28, 0),
        List.of(-2, -3),
        List.of(4_096, 4_096),
        List.of(4_096, 4_097),
        List.of(65_536, 256),
        List.of(65_536, 257),
        List.of(28, 28, 1),
        List.of(28, 28, 2),
        List.of(28, 28, 3),
        List.of(2, 3, 4, 5),
        Collections.nCopies(4, 64),
        Collections.nCopies(4, 65),
        Collections.nCopies(4, 65_536),
        Collections.nCopies(5, 1),
        List.of(Integer.MIN_VALUE, 2),
        List.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shape_isPossibleForBothOrForNeither_andTheSame(List<Integer> dimensions) {
    Optional<Shape> shape = shape(dimensions);
    Optional<ExampleFormat> format = format(dimensions);

    assertThat(format.isPresent()).isEqualTo(shape.isPresent());
    assertThat(format.map(ExampleFormat::size)).isEqualTo(shape.map(Shape::size));
    assertThat(format.map(ExampleFormat::shapeText)).isEqualTo(shape.map(Shape::text));
    assertThat(format.map(ExampleFormat::isPicture)).isEqualTo(shape.map(Shape::isPicture));
  }

  private static Optional<Shape> shape(List<Integer> dimensions) {
    try {
      return Optional.of(new Shape(dimensions));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ExampleFormat> format(List<Integer> dimensions) {
    try {
      return Optional.of(new ExampleFormat(dimensions, dev.thalweg.schemas.avro.Datatype.UINT8));
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  @Test
  void limits_areTheSame() {
    assertThat(ExampleFormat.DIMENSIONS_MAX).isEqualTo(Shape.DIMENSIONS_MAX);
    assertThat(ExampleFormat.DIMENSION_MAX).isEqualTo(Shape.DIMENSION_MAX);
    assertThat(ExampleFormat.SIZE_MAX).isEqualTo(Shape.SIZE_MAX);
  }

  @Test
  void datatypes_areTheSame_andAsLong() {
    List<dev.thalweg.schemas.avro.Datatype> known =
        Stream.of(dev.thalweg.schemas.avro.Datatype.values())
            .filter(datatype -> datatype != dev.thalweg.schemas.avro.Datatype.OTHER)
            .toList();

    assertThat(Arrays.stream(Datatype.values()).map(Datatype::text))
        .containsExactlyElementsOf(known.stream().map(Enum::name).toList());
    for (dev.thalweg.schemas.avro.Datatype datatype : known) {
      assertThat(ExampleFormat.bytesPerValue(datatype))
          .isEqualTo(Datatype.parse(datatype.name()).bytes());
    }
  }
}
