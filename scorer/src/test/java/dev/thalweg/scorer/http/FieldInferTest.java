package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inference with a tensor for each field. */
class FieldInferTest {
  private static final String INFER = "/v2/models/meters/infer";
  private static final String AMPS = tensor("meter.amps", "[2,1]", "FP64", "[4,0.5]");
  private static final String VOLT = tensor("volt", "[2]", "FP32", "[231.5,NaN]");
  private static final String CITY = tensor("city", "[2,1]", "BYTES", "[[\"Perth\"],[\"Kyiv\"]]");
  private static final String HOURS = tensor("hours", "[2,2]", "INT8", "[[1,null],[7,8]]");

  private static TestService service;

  @BeforeAll
  static void start() {
    Catalog catalog = new Catalog("meters", "digits");
    catalog.serve(Catalog.meters(100));
    catalog.serve(7);
    service = new TestService(catalog);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String tensor(String name, String shape, String datatype, String data) {
    return "{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}"
        .formatted(name, shape, datatype, data);
  }

  private static String body(String... tensors) {
    return "{\"inputs\":[%s]}".formatted(String.join(",", tensors));
  }

  static String goodBody() {
    return body(HOURS, CITY, VOLT, AMPS);
  }

  @Test
  void fields_areAnsweredAsTheRowsAre() {
    // When
    JsonNode answer = json(service.postJson(INFER, goodBody()));
    JsonNode rows =
        json(
            service.postJson(
                RowsTest.ROWS,
                "[{\"volt\":231.5,\"city\":\"Perth\",\"meter\":{\"amps\":4},\"hours\":[1,null]},"
                    + "{\"city\":\"Kyiv\",\"meter\":{\"amps\":0.5},\"hours\":[7,8]}]"));

    // Then
    assertThat(answer.get("outputs")).hasSize(3);
    for (int i = 0; i < 2; i++) {
      JsonNode row = rows.at("/predictions/" + i);
      assertThat(answer.at("/outputs/0/data/" + 2 * i).floatValue())
          .isCloseTo(row.at("/probabilities/DOWN").floatValue(), within(1e-6f));
      assertThat(answer.at("/outputs/1/data/" + i)).isEqualTo(row.get("label"));
      assertThat(answer.at("/outputs/2/data/" + i)).isEqualTo(row.get("class"));
    }
    assertThat(answer.at("/outputs/2/name").asText()).isEqualTo("class");
    assertThat(answer.at("/outputs/2/datatype").asText()).isEqualTo("BYTES");
    assertThat(answer.at("/parameters/mapping_sha256"))
        .isEqualTo(rows.at("/parameters/mapping_sha256"));
  }

  @Test
  void inputThatIsNotThere_isMissingInEveryExample() {
    // When
    JsonNode fields = json(service.postJson(INFER, body(AMPS)));
    JsonNode numbers =
        json(
            service.postJson(
                RowsTest.ROWS, "[{\"meter\":{\"amps\":4}},{\"meter\":{\"amps\":0.5}}]"));

    // Then
    assertThat(fields.at("/outputs/0/data/0").floatValue())
        .isCloseTo(numbers.at("/predictions/0/probabilities/DOWN").floatValue(), within(1e-6f));
    assertThat(assertProblem(service.postJson(INFER, body(VOLT)), 400).get("detail").asText())
        .isEqualTo(
            "The input \"meter.amps\" is missing, and the mapping takes no record without it.");
  }

  @Test
  void oneTensorOfNumbers_isTakenAsBefore() {
    // When
    JsonNode answer =
        json(
            service.postJson(
                INFER, body(tensor("examples", "[1,6]", "FP32", "[231.5,0,1,4,1,2]"))));

    // Then
    float[] expected =
        RowsTest.probabilities(Catalog.meters(100), new float[] {231.5f, 0, 1, 4, 1, 2});
    assertThat(answer.at("/outputs/0/data/1").floatValue()).isCloseTo(expected[1], within(1e-5f));
  }

  @Test
  void classesInBinary_comeAfterTheirLengths() throws Exception {
    // Given
    String body =
        "{\"inputs\":[%s],\"outputs\":[{\"name\":\"class\",\"parameters\":{\"binary_data\":true}}]}"
            .formatted(AMPS);

    // When
    HttpResponse<byte[]> response =
        service.client().send(service.jsonRequest(INFER, body), BodyHandlers.ofByteArray());
    JsonNode label = json(service.postJson(INFER, body(AMPS))).at("/outputs/2/data/1");

    // Then
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    String all = new String(response.body(), ISO_8859_1);
    String last = label.asText();
    assertThat(all.substring(0, length))
        .contains("\"binary_data_size\":" + (all.length() - length));
    assertThat(all.substring(length)).endsWith((char) last.length() + "\0\0\0" + last);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volts | [2] | FP32 | [1,2] | no field \"volts\"; perhaps \"volt\" is meant.",
        "zzzzzzzz | [2] | FP32 | [1,2] | there is volt, city, meter.amps, hours.",
        "examples | [2,6] | FP32 | [1,2] | The mapping has no field \"examples\"",
        "meter.amps | [2] | FP32 | [1,2] | The input \"meter.amps\" is there twice.",
        "volt | [3] | FP32 | [1,2,3] | has 2 examples and \"volt\" has 3.",
        "volt | [] | FP32 | [] | has 2 examples and \"volt\" has 0.",
        "volt | [0] | FP32 | [] | has to be [n] or [n,m].",
        "volt | [2,2] | FP32 | [1,2,3,4] | The shape of \"volt\" has to be [n] or [n,1].",
        "volt | [2,1,1] | FP32 | [1,2] | has to be [n] or [n,m].",
        "volt | [2] | FP32 | [1] | has 1 values, and its shape says otherwise.",
        "volt | [2,1] | FP32 | [[1,2]] | nested as its shape says.",
        "volt | [2] | FP32 | [\"1\",\"2\"] | \"data\" of \"volt\" has 1, which is no FP32; texts",
        "volt | [2] | INT8 | [1,300] | has 300, which is no INT8",
        "volt | [2] | INT8 | [1,1.5] | has 1.5, which is no INT8",
        "volt | [2] | UINT64 | [1,-1] | has -1, which is no UINT64",
        "volt | [2] | INT64 | [1,9223372036854775808] | which is no INT64",
        "volt | [2] | BOOL | [true,2] | has 2, which is no BOOL",
        "volt | [2] | FP16 | [1,true] | has true, which is no FP16",
        "volt | [2] | FP64 | [1,1e400] | Example 1 can't be mapped: The field volt has Infinity",
        "volt | [2] | BYTES | [\"1\",\"x\"] | Example 1 can't be mapped: The field volt has \"x\"",
        "volt | [2] | TEXT | [1,2] | The datatype is not known here",
        "volt | [2] | FP32 | [{},2] | has to hold numbers, strings, true or false.",
        "volt | [2] | FP32 | 5 | \"data\" has to be one array.",
        "hours | [2,3] | FP32 | [1,2,3,4,5,6] | The field hours has a list of 3 values",
      })
  void inputThatCantBe_isAProblemThatSaysWhy(
      String name, String shape, String datatype, String data, String detail) {
    // When
    HttpResponse<String> response =
        service.postJson(INFER, body(AMPS, tensor(name, shape, datatype, data)));

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL | [true,false]",
        "BOOL | [1,0]",
        "UINT64 | [18446744073709551615,1.0]",
        "INT32 | [-5,2147483647]",
        "BYTES | [\"1.5\",\"NA\"]",
        "FP16 | [null,1e3]"
      })
  void valuesOfEveryDatatype_areTaken(String datatype, String data) {
    // When
    HttpResponse<String> response =
        service.postJson(INFER, body(AMPS, tensor("volt", "[2]", datatype, data)));

    // Then
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\":[{\"name\":\"volt\"}]}",
        "{\"inputs\":[{},{}]}",
        "{\"inputs\":[{\"name\":\"volt\",\"name\":\"volt\"}]}",
        "{\"inputs\":[{\"name\":\"volt\",\"shape\":[1],\"datatype\":\"FP32\","
            + "\"parameters\":{\"binary_data_size\":4}}]}",
        "{\"inputs\":[{\"name\":\"volt\"},5]}",
        "{\"inputs\":[{\"name\":\"volt\"},{\"name\":\"city\"}",
        "{\"inputs\":[]}",
        "{\"inputs\":{}}",
        "{\"inputs\":[[[]]]}"
      })
  void requestThatMakesNoSense_isAProblem(String body) {
    // When, then
    assertProblem(service.postJson(INFER, body), 400);
  }

  /** Of an input whose values come after the JSON. */
  private static String binary(String name, String shape, String datatype, long bytes) {
    return "{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}"
        .formatted(name, shape, datatype, bytes);
  }

  private static HttpResponse<String> postBinary(String json, ByteBuffer values) {
    byte[] text = json.getBytes(UTF_8);
    ByteBuffer all = ByteBuffer.allocate(text.length + values.limit());
    all.put(text).put(values.duplicate().rewind());
    return service.send(
        service
            .request(INFER)
            .header("Inference-Header-Content-Length", Integer.toString(text.length))
            .POST(BodyPublishers.ofByteArray(all.array()))
            .build());
  }

  private static ByteBuffer littleEndian() {
    return ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void fieldsInBinary_areAnsweredAsThoseInJson() {
    // Given: texts, float32 of which one is missing, and JSON in between
    ByteBuffer values = littleEndian();
    values.putInt(5).put("Perth".getBytes(UTF_8)).putInt(4).put("Kyiv".getBytes(UTF_8));
    values.putFloat(231.5f).putFloat(Float.NaN).put(new byte[] {1, 2, 7, 8}).flip();
    String json =
        body(
            binary("city", "[2]", "BYTES", 17),
            AMPS,
            binary("volt", "[2,1]", "FP32", 8),
            binary("hours", "[2,2]", "INT8", 4));

    // When
    JsonNode answer = json(postBinary(json, values));

    // Then
    JsonNode inJson = json(service.postJson(INFER, goodBody().replace("[1,null]", "[1,2]")));
    assertThat(answer.get("outputs")).isEqualTo(inJson.get("outputs")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL,2,0100",
    "UINT8,2,ff01",
    "INT8,2,ff01",
    "UINT16,4,ffff0100",
    "INT16,4,ffff0100",
    "UINT32,8,ffffffff01000000",
    "INT32,8,ffffffff01000000",
    "FP16,4,003c003c",
    "UINT64,16,ffffffffffffffff0100000000000000",
    "INT64,16,ffffffffffffffff0100000000000000",
    "FP64,16,000000000000f03f000000000000f07f",
    "BYTES,10,01000000310100000032"
  })
  void everyDatatypeInBinary_isTakenOrRefusedAsANumber(String datatype, int bytes, String hex) {
    // When
    HttpResponse<String> response =
        postBinary(
            body(AMPS, binary("volt", "[2]", datatype, bytes)),
            ByteBuffer.wrap(HexFormat.of().parseHex(hex)));

    // Then: the last of FP64 is infinite
    assertThat(response.statusCode())
        .as(response.body())
        .isEqualTo(datatype.equals("FP64") ? 400 : 200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2] | BYTES | 4 | 01000000 | are not 2 texts",
        "[2] | BYTES | 8 | ffffffff01000000 | are not 2 texts",
        "[2] | BYTES | 9 | 000000000000000000 | are not 2 texts",
        "[2] | BYTES | 9 | 0000000001000000ff | Text 1 of the binary data is not UTF-8.",
        "[2] | FP32 | 4 | 00000000 | \"binary_data_size\" is 4, and 2 numbers of FP32 take 8 bytes.",
        "[2] | FP32 | 8 | 00000000 | After the JSON there are 4 bytes left and the input \"volt\"",
        "[2] | INT8 | 2 | 000000 | After the JSON there are 1 bytes too many",
        "[2] | BOOL | 2 | 0002 | A BOOL is one byte, 0 or 1; 2 is not.",
        "[2] | TEXT | 2 | 0000 | The datatype is not known here",
        "[2] | INT8 | -1 | 0000 | \"binary_data_size\" has to be the number of bytes",
        "[1] | INT8 | 1 | 00 | has 2 examples and \"volt\" has 1.",
      })
  void binaryDataThatCantBe_areAProblemThatSaysWhy(
      String shape, String datatype, long bytes, String hex, String detail) {
    // When
    HttpResponse<String> response =
        postBinary(
            body(AMPS, binary("volt", shape, datatype, bytes)),
            ByteBuffer.wrap(HexFormat.of().parseHex(hex)));

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains(detail);
  }

  @Test
  void binaryDataOfAShapeWithoutEnd_areRefused() {
    // Given
    String huge = "[%d,%d]".formatted(Long.MAX_VALUE, Long.MAX_VALUE);

    // When, then
    assertProblem(
        postBinary(body(AMPS, binary("hours", huge, "INT8", 2)), ByteBuffer.allocate(2)), 413);
    assertProblem(service.postJson(INFER, body(AMPS, binary("volt", "[2]", "INT8", 2))), 400);
  }

  @Test
  void moreExamplesThanPossible_areRefused() {
    // Given
    String many = "[1" + ",1".repeat(1_024) + "]";

    // When, then
    assertProblem(service.postJson(INFER, body(tensor("meter.amps", "[1025]", "INT8", many))), 413);
    assertProblem(
        service.postJson(
            INFER, body(tensor("meter.amps", "[1]", "INT8", "[1" + ",1".repeat(600_000) + "]"))),
        413);
  }

  @Test
  void fieldsForAModelWithoutAMapping_areRefused() {
    // When
    HttpResponse<String> response = service.postJson("/v2/models/digits/infer", body(AMPS, VOLT));

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains("\"examples\"");
  }
}
