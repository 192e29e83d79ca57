package dev.thalweg.scorer.http.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.scorer.http.Catalog;
import dev.thalweg.snapshots.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorReaderTest {
  private static final ServedModel ROWS = model("4", Datatype.FP32);
  private static final ServedModel BYTES = model("2x2", Datatype.UINT8);
  private static final int EXAMPLES_MAX = 3;

  private static ServedModel model(String shape, Datatype datatype) {
    Architecture architecture = Architecture.parse(shape + " dense(2,softmax) cross_entropy");
    return Catalog.snapshot("m", 1, architecture, datatype);
  }

  private static InferRequest read(ServedModel model, String tensor) {
    byte[] body = "{\"inputs\":[{%s}]}".formatted(tensor).getBytes(UTF_8);
    return InferRequestReader.read(InferBody.json(body), model, Optional.empty(), EXAMPLES_MAX);
  }

  private static InferRequest read(ServedModel model, String shape, Object datatype, String data) {
    return read(
        model,
        "\"name\":\"examples\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s"
            .formatted(shape, datatype, data));
  }

  private static void assertRefused(ThrowingCallable read, String detail) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.getMessage()).contains(detail).endsWith(".");
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyDatatype_isTakenByAModelOfFloats_asItStands(TensorDatatype datatype) {
    // When
    InferRequest request = read(ROWS, "[2,4]", datatype, "[0,1,1,0,1,0,1,1]");

    // Then
    assertThat(request.count()).isEqualTo(2);
    assertThat(request.values()).containsExactly(0, 1, 1, 0, 1, 0, 1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void everyDatatype_isTakenByAModelOfBytes_andIsFromZeroToOne(TensorDatatype datatype) {
    // Given: a whole number is a byte; one with a fraction is a byte / 255
    float one = datatype.isWhole() ? 1 / 255f : 1;

    // When, then
    assertThat(read(BYTES, "[1,2,2]", datatype, "[0,1,1,0]").values())
        .containsExactly(0, one, one, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UINT8|[0,255,128,3.0]|0,255,128,3",
        "UINT16|[65535,0,1,2]|65535,0,1,2",
        "UINT32|[4294967295,0,1,2]|4294967295,0,1,2",
        "UINT64|[18446744073709551615,9223372036854775808,1,2]|1.8446744E19,9.223372E18,1,2",
        "UINT64|[1e19,0,0,0]|1e19,0,0,0",
        "INT8|[-128,127,0,1]|-128,127,0,1",
        "INT16|[-32768,32767,0,1]|-32768,32767,0,1",
        "INT32|[-2147483648,2147483647,0,1]|-2147483648,2147483647,0,1",
        "INT64|[-9223372036854775808,9223372036854775807,-1e3,1]|-9.2233720E18,9.223372E18,-1000,1",
        "BOOL|[true,false,1,0]|1,0,1,0",
        "FP16|[-65504,65504,0.5,1]|-65504,65504,0.5,1",
        "FP32|[-3.4028235e38,1e-45,0.1,7]|-3.4028235e38,1e-45,0.1,7",
        "FP64|[0.1,123456789012345678901234567890,-2.5e-3,-0]|0.1,1.2345679e29,-0.0025,0",
      })
  void numbersOfTheDatatypesWholeRange_areTaken(String datatype, String data, String expected) {
    // Given
    String[] texts = expected.split(",", -1);

    // When
    float[] values = read(ROWS, "[1,4]", datatype, data).values();

    // Then
    for (int i = 0; i < texts.length; i++) {
      assertThat(values[i]).isEqualTo(Float.parseFloat(texts[i]));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL|2|2 is not a BOOL",
        "UINT8|-1|-1 is not a UINT8",
        "UINT8|256|256 is not a UINT8",
        "UINT8|0.5|0.5 is not a UINT8",
        "UINT8|true|true and false are not UINT8",
        "UINT16|65536|65536 is not a UINT16",
        "UINT32|4294967296|4294967296 is not a UINT32",
        "UINT64|-1|-1 is not a UINT64",
        "UINT64|18446744073709551616|beyond the range of UINT64",
        "UINT64|-9223372036854775809|beyond the range of UINT64",
        "UINT64|2e19|beyond the range of UINT64",
        "INT8|128|128 is not a INT8",
        "INT8|-129|-129 is not a INT8",
        "INT16|32768|32768 is not a INT16",
        "INT32|2147483648|2147483648 is not a INT32",
        "INT64|9223372036854775808|beyond the range of INT64",
        "INT64|-9223372036854775809|beyond the range of INT64",
        "INT64|1.5|1.5 is not a INT64",
        "FP16|70000|70000.0 is not in the range of FP16",
        "FP32|false|true and false are not FP32",
        "FP32|NaN|NaN is not a finite float32",
        "FP32|Infinity|Infinity is not a finite float32",
        "FP64|-Infinity|-Infinity is not a finite float32",
        "FP64|1e39|1e39 is not a finite float32",
        "FP32|1000000000000000000000000000000000000000|is not a finite float32",
        "FP32|null|numbers only",
        "FP32|\"1\"|numbers only",
        "FP32|{}|numbers only",
      })
  void numberThatIsNotOfItsDatatype_isRefused(String datatype, String number, String detail) {
    // When, then: whichever the tensor names first
    assertRefused(() -> read(ROWS, "[1,4]", datatype, "[0,%s,0,1]".formatted(number)), detail);
    assertRefused(
        () ->
            read(
                ROWS,
                "\"data\":[0,%s,0,1],\"datatype\":\"%s\",\"shape\":[1,4],\"name\":\"examples\""
                    .formatted(number, datatype)),
        detail);
  }

  @ParameterizedTest
  @CsvSource({
    "INT64,256,256 is not a UINT8",
    "INT16,-1,-1 is not a UINT8",
    "UINT64,18446744073709551615,beyond the range of UINT8",
    "FP32,1.5,1.5 is not an FP32 pixel",
    "FP64,-0.1,-0.1 is not an FP64 pixel",
    "FP16,2,2.0 is not an FP16 pixel",
  })
  void numberThatIsNoByte_isRefusedForAModelOfBytes(String datatype, String number, String detail) {
    // When, then
    assertRefused(() -> read(BYTES, "[1,4]", datatype, "[0,%s,0,1]".formatted(number)), detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6|[2,6]",
        "28x28|[2,784],[2,28,28],[2,1,28,28],[2,28,28,1]",
        "4x4x3|[2,48],[2,4,4,3]",
        "2x3x4x5|[2,120],[2,2,3,4,5]",
      })
  void shapeOfTheModelAndTheFlatOne_areTaken(String shape, String taken) {
    // Given
    ServedModel model = model(shape, Datatype.FP32);
    String data = "[0" + ",0".repeat(2 * model.architecture().inputs() - 1) + "]";

    for (String sent : taken.split("(?<=]),", -1)) {
      // When, then
      assertThat(read(model, sent, "FP32", data).count()).as(sent).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[4]",
        "[0,4]",
        "[-1,4]",
        "[1,5]",
        "[1,4,1]",
        "[1,2,2]",
        "[1,1,1,1,1,4]",
        "[99999999999999999999,4]",
        "[1.0,4]",
        "[[1,4]]"
      })
  void otherShape_isRefusedWithTheOneThereIs(String shape) {
    // When, then
    assertRefused(() -> read(ROWS, shape, "FP32", "[1,2,3,4]"), "The shape has to be [n,4].");
  }

  @Test
  void otherShape_isRefusedWithAllThereAre() {
    assertRefused(
        () -> read(model("4x4x3", Datatype.FP32), "[1,3,4,4]", "FP32", "[0]"),
        "The shape has to be [n,48] or [n,4,4,3].");
    assertRefused(
        () -> read(BYTES, "[1,3]", "UINT8", "[0]"),
        "The shape has to be [n,4], [n,2,2], [n,1,2,2] or [n,2,2,1].");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,4]|[]|0 numbers and its shape needs 4",
        "[1,4]|[1,2,3]|3 numbers and its shape needs 4",
        "[1,4]|[1,2,3,4,5]|5 numbers and its shape needs 4",
        "[2,4]|[1,2,3,4]|4 numbers and its shape needs 8",
      })
  void otherLength_isRefused(String shape, String data, String detail) {
    assertRefused(() -> read(ROWS, shape, "FP32", data), detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2,2]|[[[1,2],[3,4]]]",
        "[1,4]|[[1,2,3,4]]",
        "[1,1,2,2]|[[[[1,2],[3,4]]]]",
        "[1,2,2]|[1,2,3,4]",
      })
  void dataNestedAsTheShapeSays_areTaken(String shape, String data) {
    assertThat(read(BYTES, shape, "UINT8", data).values())
        .containsExactly(1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,4]|[[1,2],[3,4]]",
        "[1,2,2]|[[1,2,3,4]]",
        "[1,2,2]|[[[1,2,3],[4]]]",
        "[1,2,2]|[[[1,2],3,4]]",
        "[1,2,2]|[1,[2,3,4]]",
        "[1,2,2]|[[],[1,2,3,4]]",
        "[1,2,2]|[[[1,2],[3,4],[]]]",
        "[1,4]|[[[[[[1,2,3,4]]]]]]",
      })
  void dataNestedOtherwise_areRefused(String shape, String data) {
    assertRefused(() -> read(BYTES, shape, "UINT8", data), "flat array, or nested as its shape");
  }

  @Test
  void moreExamplesThanAreAllowed_areTooMany() {
    // When, then: the first number too many is not kept
    assertThatThrownBy(() -> read(ROWS, "[1,4]", "FP32", "[0" + ",0".repeat(12) + "]"))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.status()).isEqualTo(413))
        .hasMessage("A request may have at most 3 examples.");
    assertThatThrownBy(() -> read(ROWS, "[4,4]", "FP32", "[0]"))
        .hasMessage("A request may have at most 3 examples.");
  }

  @Test
  void smallRequestForAModelOfManyInputs_isRefusedWithoutRoomForAllOfThem() {
    // Given: 64 MiB of float32 for each example
    ServedModel model = model("256x256x256", Datatype.FP32);

    // When, then
    assertRefused(
        () -> read(model, "[1,16777216]", "FP32", "[0]"),
        "1 numbers and its shape needs 16,777,216");
  }

  @Test
  void tensorIsCalledExamples_andImagesIsTakenToo() {
    String rest = "\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]";
    assertThat(read(ROWS, "\"name\":\"images\"," + rest).count()).isEqualTo(1);
    assertRefused(() -> read(ROWS, "\"name\":\"x\"," + rest), "The only input is \"examples\".");
  }

  @ParameterizedTest
  @CsvSource({
    "0x3c00,1",
    "0xc000,-2",
    "0x3555,0.33325195",
    "0x7bff,65504",
    "0x0001,5.9604645E-8",
    "0x8000,-0.0",
    "0x0400,6.1035156E-5",
    "0x7c00,Infinity",
    "0x7e00,NaN"
  })
  void halfPrecision_isReadAsIeee754HasIt(String bits, Float expected) {
    assertThat(BinaryNumbers.half((short) (int) Integer.decode(bits))).isEqualTo(expected);
  }

  @Test
  void binaryNumbersOfTheWholeRange_areTakenByAModelOfFloats() {
    // Given
    String tensor =
        "\"name\":\"examples\",\"shape\":[1,4],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":32}";
    ByteBuffer longs = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    longs.putLong(-1).putLong(Long.MIN_VALUE).putLong(0).putLong(Long.MAX_VALUE);
    ByteBuffer doubles = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    doubles.putDouble(Double.NaN).putDouble(1).putDouble(2).putDouble(3);

    // When, then
    assertThat(readBinary(tensor.formatted("UINT64"), longs.array()).values())
        .containsExactly(0x1p64f, 0x1p63f, 0, 0x1p63f);
    assertThat(readBinary(tensor.formatted("INT64"), longs.array()).values())
        .containsExactly(-1, -0x1p63f, 0, 0x1p63f);
    assertRefused(
        () -> readBinary(tensor.formatted("FP64"), doubles.array()), "NaN is not a finite float32");
    assertRefused(() -> readBinary(tensor.formatted("INT32"), longs.array()), "take 16 bytes");
  }

  private static InferRequest readBinary(String tensor, byte[] data) {
    byte[] json = "{\"inputs\":[{%s}]}".formatted(tensor).getBytes(UTF_8);
    byte[] body = Arrays.copyOf(json, json.length + data.length);
    System.arraycopy(data, 0, body, json.length, data.length);
    return InferRequestReader.read(
        new InferBody(body, json.length, true), ROWS, Optional.empty(), EXAMPLES_MAX);
  }
}
