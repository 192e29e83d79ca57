package dev.thalweg.model.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final String TINY = "1x2 dense(2,linear) mean_squared_error";
  private static final String TINY_METADATA =
      "\"__metadata__\":{\"architecture\":\""
          + TINY
          + "\",\"datatype\":\"UINT8\",\"model\":\"m\",\"version\":\"1\"}";
  private static final String WEIGHT =
      "\"dense_1.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}";
  private static final String BIAS =
      "\"dense_1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}";

  @TempDir Path folder;

  private static byte[] written(ExportedModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportFormat.SAFETENSORS.write(model, out);
    return out.toByteArray();
  }

  private ExportedModel read(byte[] bytes) throws IOException {
    return ExportFormat.SAFETENSORS.read(Files.write(folder.resolve("file.safetensors"), bytes));
  }

  private static byte[] file(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Models.SMALL,
        "28x28 dense(128,relu) dense(128,relu,dropout=0.2) dense(10,softmax) cross_entropy",
        "9x7 dense(4,linear) mean_squared_error"
      })
  void model_isReadAsItWasWritten(String architecture) throws IOException {
    ExportedModel model = Models.drawn(architecture);

    assertThat(read(written(model))).isEqualTo(model);
  }

  @Test
  void parameters_keepTheBitsOfEveryValue() throws IOException {
    // Given: values that arithmetic or a decimal text would change
    float[] values = new float[Architecture.parse(TINY).parameterCount()];
    int[] bits = {0x80000000, 0x7fc01234, 0xff800000, 1, 0x7f7fffff, 0x3dcccccd};
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    ExportedModel model =
        Models.model(Parameters.of(Architecture.parse(TINY), values), Datatype.FP32);

    // When, then
    assertThat(read(written(model)).parameters()).isEqualTo(model.parameters());
  }

  @Test
  void dataSection_isTheParametersByteForByteAndAligned() throws Exception {
    // Given
    ExportedModel model = Models.drawn(Models.SMALL);

    // When
    byte[] bytes = written(model);

    // Then
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] data = Arrays.copyOfRange(bytes, (int) header + 8, bytes.length);
    assertThat(header % 8).isZero();
    assertThat(sha256(data)).isEqualTo(sha256(model.parameters().toBytes()));
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  @Test
  void header_namesTensorsInTheOrderOfTheParameters() throws IOException {
    byte[] bytes = written(Models.drawn(Models.SMALL));

    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(new String(bytes, 8, header, UTF_8))
        .startsWith("{\"__metadata__\":{\"architecture\":\"" + Models.SMALL + "\",")
        .contains(
            ",\"dense_1.weight\":{\"dtype\":\"F32\",\"shape\":[15,4],\"data_offsets\":[0,240]}"
                + ",\"dense_1.bias\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[240,256]}"
                + ",\"dense_2.weight\":{\"dtype\":\"F32\",\"shape\":[4,3],"
                + "\"data_offsets\":[256,304]}"
                + ",\"dense_2.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[304,316]}}");
  }

  @Test
  void tensorsInAnotherOrder_areReadByTheirNames() throws IOException {
    // Given: the bias first
    String header =
        ("{\"dense_1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"dense_1.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[8,24]},")
            + TINY_METADATA
            + "}";
    byte[] bytes = file(header.getBytes(UTF_8), 24);
    ByteBuffer data = ByteBuffer.wrap(bytes, bytes.length - 24, 24).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {5, 6, 1, 2, 3, 4}) {
      data.putFloat(value);
    }

    // When
    Parameters parameters = read(bytes).parameters();

    // Then
    assertThat(parameters)
        .isEqualTo(Parameters.of(parameters.architecture(), new float[] {1, 2, 3, 4, 5, 6}));
  }

  @Test
  void tinyFileOfThisTest_isReadWhereNothingIsWrong() throws IOException {
    String header = "{" + TINY_METADATA + "," + WEIGHT + "," + BIAS + "}   ";
    assertThat(read(file(header.getBytes(UTF_8), 24)).version()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[16,24]  | [15,23] | overlaps",
        "[0,16]   | [0,12]  | 12 bytes and its shape needs 16",
        "[16,24]  | [20,28] | no tensor covers",
        "[16,24]  | [24,16] | not a range",
        "[16,24]  | [16]    | not a range",
        "[16,24]  | [-8,0]  | negative",
        "[16,24]  | [1.5,9] | VALUE_NUMBER_FLOAT",
        "[16,24]  | [16,99999999999999999999] | out of range",
        "[16,24]  | {}      | START_ARRAY is needed",
        "[2,2]    | [4]     | the architecture needs [2, 2]",
        "[2,2]    | [2,3]   | its shape needs 24",
        "[2,2]    | [4611686018427387904,4] | too large",
        "[2,2]    | [1,1,1,1,1,1,1,2,2] | more than 8 dimensions",
        "F32      | BF16    | only F32, F16 and I8",
        "F32      | F16     | 8 bytes and its shape needs 4",
        "\"dtype\":\"F32\",\"shape\":[2] | \"dtype\":\"I8\",\"shape\":[8] | the architecture needs [2]",
        "\"datatype\":\"UINT8\" | \"datatype\":\"UINT8\",\"dtype\":\"float64\" | dtype is not one",
        "\"datatype\":\"UINT8\" | \"datatype\":\"UINT8\",\"dtype\":\"float16\" | 12 bytes as float16",
        "dtype    | type    | unknown field",
        "\"dtype\":\"F32\", | `` | has no dtype",
        "\"dtype\":\"F32\"  | \"dtype\":1 | VALUE_STRING is needed",
        "dense_1.bias | dense_2.bias | dense_1.bias of the architecture is missing",
        "dense_1.bias | dense_1.weight | Duplicate",
        "}}       | }       | it is not JSON",
        "}}       | }}}     | it is not JSON",
        "}}       | }} 7    | follows its last brace",
        "\"model\":\"m\" | \"model\":3 | VALUE_STRING is needed",
        "\"model\":\"m\" | \"other\":\"m\" | do not name the model",
        "\"version\":\"1\" | \"version\":\"-1\" | not a whole number",
        "architecture | structure | architecture's text is missing",
        "1x2      | 1x3     | 24 bytes and the architecture has 8",
        "1x2 dense(2 | 1x1 dense(1,relu) dense(2 | 2 tensors and the architecture 4",
      })
  void damagedHeader_isRefusedWithTheReason(String from, String to, String why) {
    String header = "{" + TINY_METADATA + "," + WEIGHT + "," + BIAS + "}";
    int at = header.lastIndexOf(from);
    String damaged = header.substring(0, at) + to + header.substring(at + from.length());
    assertRefused(file(damaged.getBytes(UTF_8), 24), why);
  }

  @Test
  void damagedFile_isRefusedWithTheReason() throws IOException {
    byte[] good = written(Models.drawn(Models.SMALL));
    byte[] hugeHeader = good.clone();
    ByteBuffer.wrap(hugeHeader).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 100_000_001);
    byte[] negativeHeader = good.clone();
    negativeHeader[7] = (byte) 0x80;

    assertRefused(new byte[0], "0 bytes");
    assertRefused(new byte[8], "must begin with {");
    assertRefused(Arrays.copyOf(good, 100), "and the file has 92");
    assertRefused(Arrays.copyOf(good, good.length - 1), "end at byte 316 and the data at 315");
    assertRefused(Arrays.copyOf(good, good.length + 4), "end at byte 316 and the data at 320");
    assertRefused(hugeHeader, "100000001 bytes and the limit is 100000000");
    assertRefused(negativeHeader, "and the limit is 100000000");
    assertRefused(file("{\"\u00e4\":1}".getBytes(ISO_8859_1), 0), "not in UTF-8");
  }

  @Test
  void endlessHeader_isRefusedAtALimit() {
    StringBuilder metadata = new StringBuilder("{\"__metadata__\":{\"0\":\"\"");
    StringBuilder tensors = new StringBuilder("{\"0\":{\"dtype\":\"F32\"");
    tensors.append(",\"shape\":[0],\"data_offsets\":[0,0]}");
    for (int i = 1; i < 5_000; i++) {
      metadata.append(",\"").append(i).append("\":\"\"");
      tensors.append(",\"").append(i).append("\":{\"dtype\":\"F32\",\"shape\":[0],");
      tensors.append("\"data_offsets\":[0,0]}");
    }

    assertRefused(file(metadata.append("}}").toString().getBytes(UTF_8), 0), "4096 metadata");
    assertRefused(file(tensors.append("}").toString().getBytes(UTF_8), 0), "192 tensors");
    assertRefused(file("{\"a\":[".repeat(5_000).getBytes(UTF_8), 0), "START_OBJECT is needed");
  }
}
