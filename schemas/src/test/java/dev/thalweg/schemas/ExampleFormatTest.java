package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleFormatTest {

  /** Shapes that no example has; as 32-bit integers some of the products would be small or 0. */
  static Stream<Arguments> impossibleShapes() {
    return Stream.of(
        arguments("of no dimensions,", List.of()),
        arguments("0", List.of(0)),
        arguments("28x0", List.of(28, 0)),
        arguments("-1", List.of(-1)),
        arguments("-2x-3", List.of(-2, -3)),
        arguments("65537", List.of(65_537)),
        arguments("4096x4097", List.of(4_096, 4_097)),
        arguments("65536x65536x65536x65536", Collections.nCopies(4, 65_536)),
        arguments("65536x65536x2x3", List.of(65_536, 65_536, 2, 3)),
        arguments("2147483647x2147483647", Collections.nCopies(2, Integer.MAX_VALUE)),
        arguments("-2147483648x2", List.of(Integer.MIN_VALUE, 2)),
        arguments("65536x65536x0x1", List.of(65_536, 65_536, 0, 1)),
        arguments("1x1x1x1x... (5 dimensions)", Collections.nCopies(5, 1)),
        arguments("1x1x1x1x... (100000 dimensions)", Collections.nCopies(100_000, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impossibleShapes")
  void impossibleShape_isRefusedInOneSentence_andNoDataAreSound(String text, List<Integer> shape) {
    assertThatThrownBy(() -> new ExampleFormat(shape, Datatype.UINT8))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("There are no examples of " + text + " UINT8: give 1 to 4 dim")
        .hasMessageEndingWith(".")
        .message()
        .hasSizeLessThan(160);
    for (int bytes : new int[] {0, 1, 6, 784}) {
      assertThat(ExampleFormat.isSound(shape, Datatype.UINT8, ByteBuffer.allocate(bytes), false))
          .isFalse();
    }
  }

  @Test
  void largestExamples_arePossible() {
    assertThat(new ExampleFormat(List.of(4_096, 4_096), Datatype.UINT8).bytes()).isEqualTo(1 << 24);
    assertThat(new ExampleFormat(List.of(65_536, 256), Datatype.FP32).bytes()).isEqualTo(1 << 26);
    assertThat(new ExampleFormat(List.of(1, 1, 1, 1), Datatype.UINT8).size()).isEqualTo(1);
  }

  @Test
  void datatypeThatIsNotKnown_isOfNoExample() {
    assertThatThrownBy(() -> new ExampleFormat(List.of(6), Datatype.OTHER))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("6 OTHER");
    assertThat(ExampleFormat.isSound(List.of(6), Datatype.OTHER, ByteBuffer.allocate(6), false))
        .isFalse();
    assertThat(ExampleFormat.isSound(List.of(6), Datatype.OTHER, ByteBuffer.allocate(0), false))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 7, 24})
  void data_ofAnotherLengthAreNotSound(int bytes) {
    ByteBuffer data = ByteBuffer.allocate(bytes);

    assertThat(ExampleFormat.isSound(List.of(2, 3), Datatype.UINT8, data, false)).isFalse();
    assertThat(ExampleFormat.isSound(List.of(2, 3), Datatype.FP32, data, false))
        .isEqualTo(bytes == 24);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void data_withANumberThatIsNotFiniteAreNotSound(float number) {
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(sound(data.putFloat(20, Float.MAX_VALUE))).isTrue();
    assertThat(sound(data.putFloat(20, number))).isFalse();
    assertThat(data.position()).isZero();
  }

  private static boolean sound(ByteBuffer data) {
    return ExampleFormat.isSound(List.of(2, 3), Datatype.FP32, data, false);
  }
}
