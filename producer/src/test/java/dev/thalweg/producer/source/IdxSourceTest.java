package dev.thalweg.producer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxSourceTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void imagesAndLabels_areReadWhetherPackedOrNot(boolean packed) {
    // Given
    byte[] images = IdxBytes.images(3, 2, 5);
    byte[] labels = IdxBytes.labels(7, 0, 255);

    // When
    IdxSource source =
        load(packed ? IdxBytes.gzip(images) : images, packed ? IdxBytes.gzip(labels) : labels);

    // Then
    assertThat(source.size()).isEqualTo(3);
    assertThat(source.format()).hasToString("2x5 UINT8");
    assertThat(source.classes()).isEqualTo(256);
    assertThat(source.at(1).data()).containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    assertThat(source.at(0).label()).isEqualTo(7);
    assertThat(source.at(2).label()).isEqualTo(255);
    assertThat(source.name()).isEqualTo("idx");
    assertThat(source.description()).contains("not MNIST").contains(directory.toString());
  }

  @Test
  void packedFile_isRecognisedByItsBytesWhateverItsName() {
    Path images = IdxBytes.write(directory, "images.bin", IdxBytes.gzip(IdxBytes.images(1, 2, 2)));
    Path labels = IdxBytes.write(directory, "labels.gz", IdxBytes.labels(1));

    assertThat(IdxSource.load(images, labels, Split.TRAIN).size()).isEqualTo(1);
  }

  @Test
  void index_outsideIsRefused() {
    IdxSource source = load(IdxBytes.images(1, 2, 2), IdxBytes.labels(1));

    assertThatThrownBy(() -> source.at(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> source.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 9, 15, 16, 20, 27})
  void file_cutOffAnywhereIsRefused(int length) {
    byte[] whole = IdxBytes.images(1, 3, 4);

    assertThatThrownBy(() -> load(Arrays.copyOf(whole, length), IdxBytes.labels(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cut off")
        .hasMessageContaining("images.idx")
        .hasMessageContaining("again");
  }

  @Test
  void packedFile_cutOffAnywhereIsRefused() {
    byte[] whole = IdxBytes.gzip(IdxBytes.images(4, 28, 28));

    for (int length = 2; length < whole.length; length += 7) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> load(part, IdxBytes.labels(1, 2, 3, 4)))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("cut off");
    }
  }

  @Test
  void packedFile_damagedIsRefused() {
    byte[] damaged = IdxBytes.gzip(IdxBytes.images(4, 28, 28));
    damaged[damaged.length / 2] ^= 0x55;

    assertThatThrownBy(() -> load(damaged, IdxBytes.labels(1, 2, 3, 4)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(".*(damaged gzip|cut off).*again\\.");
  }

  @Test
  void labelsInPlaceOfExamples_areRefusedAsWhatTheyAre() {
    assertThatThrownBy(() -> load(IdxBytes.labels(1, 2), IdxBytes.labels(1, 2)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is an IDX file of 1 dimension of uint8, and examples have 2 to 4")
        .hasMessageContaining("give the file with the examples");
  }

  @Test
  void counts_thatDifferAreRefused() {
    assertThatThrownBy(() -> load(IdxBytes.images(3, 2, 2), IdxBytes.labels(1, 2)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("3 examples")
        .hasMessageContaining("2 labels")
        .hasMessageContaining("belong together");
  }

  @Test
  void bytesAfterTheEnd_areRefused() {
    byte[] images = IdxBytes.images(1, 2, 2);

    assertThatThrownBy(() -> load(Arrays.copyOf(images, images.length + 1), IdxBytes.labels(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bytes after the 1x2x2 values of uint8 (4 bytes)");
  }

  @Test
  void header_thatClaimsTooMuchIsRefusedBeforeItIsRead() {
    // Given: as 32-bit integers the product would be 0, as 64-bit ones it would overflow too.
    byte[] huge = IdxBytes.idx(0x00000803, new byte[8], 0x80000000, 0x80000000, 0x80000000);

    assertThatThrownBy(() -> load(huge, IdxBytes.labels(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("2147483648x2147483648x2147483648 values")
        .hasMessageContaining("JAVA_OPTS");
  }

  @Test
  void header_thatClaimsNothingIsRefused() {
    assertThatThrownBy(
            () -> load(IdxBytes.idx(0x00000803, new byte[0], 0, 28, 28), IdxBytes.labels(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds nothing");
  }

  @Test
  void missingFile_isOneSentence() {
    assertThatThrownBy(
            () -> IdxSource.load(directory.resolve("no"), directory.resolve("no"), Split.TRAIN))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("can't be read");
  }

  @Test
  void shapeAndClasses_thatDifferNameTheFlagToGive() {
    IdxSource source = load(IdxBytes.images(2, 20, 30), IdxBytes.labels(25, 1));

    assertThatThrownBy(
            () -> source.requireFormat(new ExampleFormat(List.of(28, 28), Datatype.UINT8)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("are 20x30 UINT8, but the pipeline's examples are 28x28 UINT8")
        .hasMessageEndingWith("give --shape 20x30 --datatype UINT8.");
    assertThatThrownBy(() -> source.requireClasses(10))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("labels up to 25")
        .hasMessageContaining("give --classes 26.");
    source.requireFormat(new ExampleFormat(List.of(20, 30), Datatype.UINT8));
    source.requireClasses(26);
  }

  static Stream<Arguments> typesOfExamples() {
    return Stream.of(
        arguments("int8", new double[] {-128, -1, 0, 127}),
        arguments("int16", new double[] {-32_768, -1, 256, 32_767}),
        arguments("int32", new double[] {Integer.MIN_VALUE, -65_536, 1 << 24, 1 << 30}),
        arguments("float32", new double[] {-0.5, 1e-30, 3e38, 0}),
        arguments("float64", new double[] {-0.5, 1e-30, 3e38, 0.1}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("typesOfExamples")
  void numbersOfAnyTypeButBytes_areStreamedAsFloat32(String type, double[] values) {
    // When
    IdxSource source = load(IdxBytes.numbers(type, values, 2, 2), IdxBytes.labels(0, 1));

    // Then
    assertThat(source.format()).hasToString("2 FP32");
    for (int i = 0; i < values.length; i++) {
      ByteBuffer data = ByteBuffer.wrap(source.at(i / 2).data()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(data.getFloat(4 * (i % 2))).as("%s %d", type, i).isEqualTo((float) values[i]);
    }
  }

  @Test
  void bytes_areStreamedAsTheyAre_inTwoToFourDimensions() {
    double[] values = IntStream.range(0, 24).mapToDouble(i -> 10 * i).toArray();

    IdxSource rows = load(IdxBytes.numbers("uint8", values, 2, 12), IdxBytes.labels(0, 1));
    IdxSource colours = load(IdxBytes.numbers("uint8", values, 2, 2, 2, 3), IdxBytes.labels(0, 1));

    assertThat(rows.format()).hasToString("12 UINT8");
    assertThat(rows.format().isPicture()).isFalse();
    assertThat(colours.format()).hasToString("2x2x3 UINT8");
    assertThat(colours.format().isPicture()).isTrue();
    assertThat(colours.at(1).data())
        .containsExactly(120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220, 230);
  }

  @Test
  void number_thatIsNoFiniteFloat32IsRefusedWithItsPlace() {
    for (double number : new double[] {1e39, Double.NaN, Double.NEGATIVE_INFINITY}) {
      byte[] examples = IdxBytes.numbers("float64", new double[] {0, 0, 0, number}, 2, 2);
      assertThatThrownBy(() -> load(examples, IdxBytes.labels(0, 1)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("has the value %s in example 1".formatted(number))
          .hasMessageEndingWith("leave it out or mend it.");
    }
  }

  @Test
  void shapeThatNoExampleHas_isRefusedWithTheLimits() {
    byte[] examples = IdxBytes.idx(0x00000802, new byte[65_537], 1, 65_537);

    assertThatThrownBy(() -> load(examples, IdxBytes.labels(0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("images.idx can't be streamed. There are no examples of 65537 UINT8");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00000801, 0x00000805, 0x00000a03, 0x00000703, 0x01000803, 0x00010803})
  void magicOfNoExamples_isRefused(int magic) {
    assertThatThrownBy(
            () -> load(IdxBytes.idx(magic, new byte[1], 1, 1, 1, 1, 1), IdxBytes.labels(0)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            ".*images\\.idx is (an IDX file of [15] dimensions? of uint8, and examples have 2 to 4:"
                + "|a binary file of another format and holds no examples in IDX format:)"
                + " give the .*file with the examples\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uint8", "int8", "int16", "int32"})
  void labels_mayBeOfAnyIntegerType(String type) {
    byte[] labels = IdxBytes.numbers(type, new double[] {0, 100, 7}, 3);

    IdxSource source = load(IdxBytes.images(3, 2, 2), labels);

    assertThat(source.classes()).isEqualTo(101);
    assertThat(IntStream.range(0, 3).map(i -> source.at(i).label())).containsExactly(0, 100, 7);
    assertThat(source.notes()).isEmpty();
  }

  @Test
  void labelsOfSeveralColumns_areThoseOfTheFirst_andANoteSaysSo() {
    byte[] labels = IdxBytes.numbers("int32", new double[] {4, 900, -1, 2, 70_000, 8}, 2, 3);

    IdxSource source = load(IdxBytes.images(2, 2, 2), labels);

    assertThat(IntStream.range(0, 2).map(i -> source.at(i).label())).containsExactly(4, 2);
    assertThat(source.classes()).isEqualTo(5);
    assertThat(source.notes())
        .containsExactly(
            directory.resolve("labels.idx") + " has 3 columns: the labels are those of the first.");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void label_thatIsNoClassIsRefusedWithItsPlace(int label) {
    byte[] labels = IdxBytes.numbers("int32", new double[] {0, label}, 2);

    assertThatThrownBy(() -> load(IdxBytes.images(2, 2, 2), labels))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the label %d at index 1".formatted(label))
        .hasMessageContaining("from 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void labels_thatAreNoIntegersAreRefused(String type) {
    assertThatThrownBy(
            () -> load(IdxBytes.images(1, 2, 2), IdxBytes.numbers(type, new double[] {1}, 1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("labels.idx holds " + type)
        .hasMessageContaining("whole numbers");
  }

  private IdxSource load(byte[] images, byte[] labels) {
    return IdxSource.load(
        IdxBytes.write(directory, "images.idx", images),
        IdxBytes.write(directory, "labels.idx", labels),
        Split.TRAIN);
  }
}
