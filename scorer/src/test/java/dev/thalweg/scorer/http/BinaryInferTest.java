package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.JSON;
import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static dev.thalweg.scorer.http.TestService.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol's binary tensors, both ways. */
class BinaryInferTest {
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final byte[] IMAGE = Catalog.pixels(1);

  private static TestService service;

  @BeforeAll
  static void start() {
    service = new TestService(Catalog.serving(100));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String header(String datatype, int bytes, String more) {
    return ("{\"inputs\":[{\"name\":\"examples\",\"shape\":[1,784],\"datatype\":\"%s\","
            + "\"parameters\":{\"binary_data_size\":%d}}]%s}")
        .formatted(datatype, bytes, more);
  }

  private static HttpRequest request(String type, String header, byte[] data) {
    byte[] start = header.getBytes(UTF_8);
    byte[] body = Arrays.copyOf(start, start.length + data.length);
    System.arraycopy(data, 0, body, start.length, data.length);
    HttpRequest.Builder request = service.request(INFER).header(LENGTH, start.length + "");
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return request.POST(BodyPublishers.ofByteArray(body)).build();
  }

  private static JsonNode inJson() {
    return json(service.postJson(INFER, inferBody(IMAGE))).get("outputs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "application/json", ""})
  void binaryInput_isScoredAsItsJsonIs(String type) {
    // When
    JsonNode answer = json(service.send(request(type, header("UINT8", 784, ""), IMAGE)));

    // Then
    assertThat(answer.get("outputs")).isEqualTo(inJson());
  }

  @ParameterizedTest
  @CsvSource({
    "UINT16,2",
    "UINT32,4",
    "UINT64,8",
    "INT16,2",
    "INT32,4",
    "INT64,8",
    "FP32,4",
    "FP64,8"
  })
  void everyDatatype_isReadLittleEndian(String datatype, int size) {
    // Given
    ByteBuffer data = ByteBuffer.allocate(784 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte pixel : IMAGE) {
      int value = pixel & 0xff;
      switch (datatype) {
        case "FP32" -> data.putFloat(value / 255f);
        case "FP64" -> data.putDouble(value / 255d);
        case "UINT16", "INT16" -> data.putShort((short) value);
        case "UINT32", "INT32" -> data.putInt(value);
        default -> data.putLong(value);
      }
    }

    // When
    JsonNode answer =
        json(service.send(request("", header(datatype, 784 * size, ""), data.array())));

    // Then
    JsonNode expected = inJson();
    assertThat(answer.get("outputs").get(1)).isEqualTo(expected.get(1));
    for (int c = 0; c < 10; c++) {
      assertThat(answer.get("outputs").get(0).get("data").get(c).floatValue())
          .isCloseTo(expected.get(0).get("data").get(c).floatValue(), within(1e-5f));
    }
  }

  @Test
  void outputs_areSentAsBytesWhereThatIsAsked() throws Exception {
    // Given
    String asked =
        ",\"outputs\":[{\"name\":\"label\",\"parameters\":{\"binary_data\":false}},"
            + "{\"name\":\"probabilities\"}],\"parameters\":{\"binary_data_output\":true}";

    // When
    HttpResponse<byte[]> response =
        service
            .client()
            .send(request("", header("UINT8", 784, asked), IMAGE), BodyHandlers.ofByteArray());

    // Then
    assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
    int length = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
    JsonNode outputs = JSON.readTree(response.body(), 0, length).get("outputs");
    assertThat(outputs.get(0).at("/parameters/binary_data_size").asInt()).isEqualTo(40);
    assertThat(outputs.get(0).has("data")).isFalse();
    assertThat(outputs.get(1)).isEqualTo(inJson().get(1));
    ByteBuffer numbers =
        ByteBuffer.wrap(response.body(), length, response.body().length - length)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(numbers.remaining()).isEqualTo(40);
    for (JsonNode expected : inJson().get(0).get("data")) {
      assertThat(numbers.getFloat()).isCloseTo(expected.floatValue(), within(1e-6f));
    }
  }

  @Test
  void labelAlone_canBeBytes() throws Exception {
    // Given
    String asked =
        ",\"outputs\":[{\"name\":\"label\",\"parameters\":{\"binary_data\":true}}],\"id\":null";

    // When
    HttpResponse<byte[]> response =
        service
            .client()
            .send(request("", header("UINT8", 784, asked), IMAGE), BodyHandlers.ofByteArray());

    // Then
    byte[] body = response.body();
    ByteBuffer last =
        ByteBuffer.wrap(body, body.length - 8, 8).slice().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(last.getLong()).isEqualTo(inJson().get(1).get("data").get(0).asLong());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UINT8|784|783|the input needs 784",
        "UINT8|784|785|the input needs 784",
        "UINT8|783|783|784 numbers of UINT8 take 784 bytes",
        "FP32|784|784|784 numbers of FP32 take 3,136 bytes",
        "BYTES|784|784|send one of BOOL, UINT8",
        "BOOL|784|784|A BOOL is one byte",
      })
  void bytesThatDoNotFit_areRefusedWithWhatWouldFit(
      String datatype, int said, int sent, String detail) {
    // Given
    byte[] data = new byte[sent];
    Arrays.fill(data, (byte) 7);

    // When, then
    var response = service.send(request("", header(datatype, said, ""), data));
    assertThat(assertProblem(response, 400).get("detail").asText()).contains(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "99999", "99999999999999999999", ""})
  void lengthThatIsNone_isRefused(String length) {
    // Given
    HttpRequest request =
        service
            .request(INFER)
            .header(LENGTH, length)
            .POST(BodyPublishers.ofString(inferBody(IMAGE)))
            .build();

    // When, then
    assertThat(assertProblem(service.send(request), 400).get("detail").asText())
        .contains(LENGTH, "are JSON");
  }

  @Test
  void binaryInputWithoutTheHeader_isRefusedWithItsName() throws IOException {
    // When
    var response = service.postJson(INFER, header("UINT8", 784, "") + "\0".repeat(784));

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains(LENGTH);
  }

  @Test
  void bytesThatNoInputSpeaksOf_areRefused() {
    // When
    var response = service.send(request("", inferBody(IMAGE), new byte[3]));

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains("binary_data_size");
  }
}
