package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static dev.thalweg.scorer.http.TestService.json;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.snapshots.ServedModel;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferTest {
  private static final byte[] ONE = Catalog.pixels(1);
  private static final byte[] TWO = Catalog.pixels(2);

  private static TestService service;

  @BeforeAll
  static void start() {
    Catalog catalog = Catalog.serving(100);
    catalog.serve(200);
    service = new TestService(catalog);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static ServedModel served(long version) {
    return Catalog.snapshot("digits", version, Catalog.ARCHITECTURE);
  }

  static void assertScores(JsonNode answer, ServedModel model, byte[]... images) {
    JsonNode outputs = answer.get("outputs");
    JsonNode probabilities = outputs.get(0).get("data");
    assertThat(probabilities.size()).isEqualTo(images.length * 10);
    for (int i = 0; i < images.length; i++) {
      float[] expected = Catalog.probabilities(model, images[i]);
      int best = 0;
      for (int c = 0; c < 10; c++) {
        assertThat(probabilities.get(i * 10 + c).floatValue())
            .isCloseTo(expected[c], within(1e-5f));
        best = expected[c] > expected[best] ? c : best;
      }
      assertThat(outputs.get(1).get("data").get(i).asInt()).isEqualTo(best);
    }
  }

  @Test
  void images_areAnsweredWithWhatTheSnapshotSaysAndWhichItIs() {
    // When
    JsonNode answer = json(service.postJson(INFER, inferBody(ONE, TWO)));

    // Then
    assertScores(answer, served(200), ONE, TWO);
    assertThat(answer.get("model_name").asText()).isEqualTo("digits");
    assertThat(answer.get("model_version").asText()).isEqualTo("200");
    assertThat(answer.get("parameters").get("version").asLong()).isEqualTo(200);
    assertThat(answer.get("parameters").get("sha256").asText()).isEqualTo(served(200).sha256());
    assertThat(answer.has("id")).isFalse();
    assertThat(answer.get("outputs").toString())
        .contains("\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[2,10]")
        .contains("\"name\":\"label\",\"datatype\":\"INT64\",\"shape\":[2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2,784]", "[2,28,28]", "[2,1,28,28]", "[2,28,28,1]"})
  void shapesOfImages_areAllTaken(String shape) {
    // Given
    String flat = inferBody(ONE, TWO).replace("[2,784]", shape);

    // When
    JsonNode answer = json(service.postJson(INFER, flat));

    // Then
    assertScores(answer, served(200), ONE, TWO);
  }

  @Test
  void regression_isAnsweredWithTheNumber() {
    // Given
    Architecture architecture = Architecture.parse("2 dense(1,scaled) huber(1)");
    float[] values = {1, 1, 0, 10, 2}; // 10 + 2 (x + y)
    Catalog catalog = new Catalog();
    catalog.serve(
        new ServedModel(
            "digits",
            7,
            7,
            "ab",
            Parameters.of(architecture, values),
            Datatype.FP32,
            Instant.EPOCH));
    String inputs =
        "{\"inputs\":[{\"name\":\"examples\",\"shape\":[2,2],\"datatype\":\"FP32\","
            + "\"data\":[1,2,3,4.5]}]%s}";
    try (TestService numbers = new TestService(catalog)) {
      // When
      JsonNode answer = json(numbers.postJson(INFER, inputs.formatted("")));

      // Then
      assertThat(answer.get("outputs"))
          .hasToString(
              "[{\"name\":\"value\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[16.0,25.0]}]");
      JsonNode problem =
          assertProblem(
              numbers.postJson(INFER, inputs.formatted(",\"outputs\":[{\"name\":\"label\"}]")),
              400);
      assertThat(problem.get("detail").asText()).isEqualTo("The output is \"value\".");
      assertThat(json(numbers.get("/v2/models/digits")).get("outputs"))
          .hasToString("[{\"name\":\"value\",\"datatype\":\"FP32\",\"shape\":[-1]}]");
    }
  }

  @Test
  void nestedData_isTakenAsFlatDataIs() {
    // Given
    List<String> rows = new ArrayList<>();
    for (byte[] image : List.of(ONE, TWO)) {
      List<Integer> row = new ArrayList<>();
      for (byte pixel : image) {
        row.add(pixel & 0xff);
      }
      rows.add(row.toString());
    }

    // When
    JsonNode answer = json(service.postJson(INFER, inferBody("[2,784]", "UINT8", rows + "")));

    // Then
    assertScores(answer, served(200), ONE, TWO);
  }

  @Test
  void fp32Pixels_fromZeroToOne_areTheSameImages() {
    // Given
    List<Float> values = new ArrayList<>();
    for (byte pixel : ONE) {
      values.add((pixel & 0xff) / 255f);
    }

    // When
    JsonNode answer = json(service.postJson(INFER, inferBody("[1,784]", "FP32", values + "")));

    // Then
    assertScores(answer, served(200), ONE);
  }

  @Test
  void membersInAnyOrder_andUnknownOnes_areTaken() {
    // Given
    String tensor = inferBody(ONE).replace("{\"inputs\":", "");
    String body =
        "{\"parameters\":{\"a\":[1,{\"b\":null}]},\"outputs\":[{\"name\":\"label\"}],\"id\":\"é7\","
            + "\"later\":true,\"inputs\":"
            + tensor;

    // When
    JsonNode answer = json(service.postJson(INFER, body));

    // Then
    assertThat(answer.get("id").asText()).isEqualTo("é7");
    assertThat(answer.get("outputs").size()).isEqualTo(1);
    assertThat(answer.get("outputs").get(0).get("name").asText()).isEqualTo("label");
  }

  @Test
  void versionInThePath_isThatSnapshotsAnswer() {
    // When
    JsonNode old = json(service.postJson("/v2/models/digits/versions/100/infer", inferBody(ONE)));
    JsonNode current =
        json(service.postJson("/v2/models/digits/versions/200/infer", inferBody(ONE)));

    // Then
    assertScores(old, served(100), ONE);
    assertThat(old.get("parameters").get("sha256").asText()).isEqualTo(served(100).sha256());
    assertScores(current, served(200), ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"300", "-1", "0100", "x", "99999999999999999999", "1%2F2"})
  void unknownVersion_isNotFoundAndThoseThatAreThereAreNamed(String version) {
    // When
    var response =
        service.postJson("/v2/models/digits/versions/%s/infer".formatted(version), inferBody(ONE));

    // Then
    if (version.contains("%")) {
      assertProblem(response, 400);
    } else {
      assertThat(assertProblem(response, 404).get("detail").asText()).contains("100, 200");
    }
  }

  @Test
  void unknownModel_isNotFoundAndThoseThatAreThereAreNamed() {
    // When
    var response = service.postJson("/v2/models/letters/infer", inferBody(ONE));

    // Then
    assertThat(assertProblem(response, 404).get("detail").asText()).contains("letters", "digits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|one JSON object",
        "{}|one input",
        "{\"inputs\":[]}|one input",
        "{\"inputs\":[{}]}|needs",
        "{\"inputs\":[1]}|has to be an object",
        "{\"inputs\":{}}|one array",
        "{\"inputs\":[{},{}]}|one input",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,784],\"datatype\":\"UINT8\",\"data\":[]}]}|only",
        "{\"inputs\":[{\"datatype\":\"BYTES\"}]}|BOOL, UINT8",
        "{\"inputs\":[{\"data\":[\"1\"]}]}|numbers only",
        "{\"inputs\":[{\"data\":[1],\"data\":[1]}]}|one array",
        "{\"inputs\":[{\"shape\":[1,2,3,4,5,6]}]}|[n,784]",
        "{\"inputs\":[{\"data\":[1e99]}]}|1e99 is not a finite float32",
        "{\"inputs\":[{\"data\":[99999999999]}]}|needs",
        "{\"id\":7}|one string",
        "{\"outputs\":[{\"name\":\"x\"}]}|outputs are",
        "{\"outputs\":[{}]}|outputs are",
        "{|not JSON",
        "nonsense|not JSON",
        "''|one JSON object"
      })
  void malformedRequest_isAProblemThatSaysWhatIsWrong(String body, String detail) {
    // When
    var response = service.postJson(INFER, body);

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains(detail);
  }

  @Test
  void wrongPixels_areRefused() {
    Map<String, String> wrong =
        Map.of(
            inferBody(ONE).replace("[1,784]", "[2,784]"), "shape needs 1,568",
            inferBody(ONE).replace("[1,784]", "[1,28,29]"), "shape has to be",
            inferBody(ONE).replace("[1,784]", "[0,784]"), "shape has to be",
            inferBody(ONE).replace("\"data\":[", "\"data\":[1,"), "785 numbers",
            inferBody(ONE).replaceFirst("\"data\":\\[\\d+", "\"data\":[256"), "not a UINT8",
            inferBody(ONE).replaceFirst("\"data\":\\[\\d+", "\"data\":[-1"), "not a UINT8",
            inferBody(ONE).replaceFirst("\"data\":\\[\\d+", "\"data\":[0.5"), "not a UINT8",
            inferBody(ONE).replace("UINT8", "FP32"), "not an FP32");
    wrong.forEach(
        (body, detail) ->
            // When, then
            assertThat(assertProblem(service.postJson(INFER, body), 400).get("detail").asText())
                .contains(detail));
  }

  @Test
  void rowsOfNumbers_areAnsweredWithWhatTheSnapshotSays() {
    // Given
    ServedModel model = Catalog.rows(7);
    Catalog catalog = new Catalog("rows");
    catalog.serve(model);
    String body = inferBody("[2,4]", "FP64", "[1.5,-2,3e2,0,0.25,0,-1e-3,7]");
    float[] values = {1.5f, -2, 300, 0, 0.25f, 0, -0.001f, 7};
    float[] expected = new float[2 * 3];
    try (Classifier classifier = new Classifier(model.architecture(), 2)) {
      classifier.score(model.parameters(), values, 2, expected);
    }
    try (TestService rows = new TestService(catalog)) {

      // When
      JsonNode answer = json(rows.postJson("/v2/models/rows/infer", body));

      // Then
      JsonNode probabilities = answer.get("outputs").get(0).get("data");
      for (int i = 0; i < expected.length; i++) {
        assertThat(probabilities.get(i).floatValue()).isCloseTo(expected[i], within(1e-5f));
      }
      assertThat(answer.get("parameters").get("sha256").asText()).isEqualTo(model.sha256());
    }
  }

  @Test
  void idThatIsTooLong_isRefused() {
    // Given
    String body = inferBody(ONE).replaceFirst("\\{", "{\"id\":\"%s\",".formatted("x".repeat(257)));

    // When, then
    assertProblem(service.postJson(INFER, body), 400);
  }

  @Test
  void optionalMembersThatAreNull_areAsIfAbsent() {
    // Given
    String body =
        inferBody(ONE)
            .replaceFirst("\\{", "{\"id\":null,\"parameters\":null,\"outputs\":null,\"x\":null,")
            .replace("\"data\"", "\"parameters\":null,\"data\"");
    String outputs =
        body.replace("\"outputs\":null", "\"outputs\":[{\"name\":\"label\",\"parameters\":null}]");

    // When, then
    assertScores(json(service.postJson(INFER, body)), served(200), ONE);
    assertThat(json(service.postJson(INFER, outputs)).get("outputs")).hasSize(1);
    assertThat(
            assertProblem(service.postJson(INFER, "{\"inputs\":null}"), 400).get("detail").asText())
        .contains("one input");
    assertThat(
            assertProblem(service.postJson(INFER, "{\"inputs\":[{\"data\":null}]}"), 400)
                .get("detail")
                .asText())
        .contains("needs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "APPLICATION/JSON; Charset=\"UTF-8\"",
        "application/json;charset=utf8",
        "application/vnd.api+json",
        ""
      })
  void bodyThatBeginsAsJson_isReadAsJson_whateverItsHeaderSays(String type) {
    // Given
    byte[] body = (" \n" + inferBody(ONE)).getBytes(UTF_8);
    byte[] marked = ("\ufeff" + inferBody(ONE)).getBytes(UTF_8);

    // When, then
    assertScores(json(service.post(INFER, type, body)), served(200), ONE);
    assertScores(json(service.post(INFER, type, marked)), served(200), ONE);
    assertScores(
        json(service.post(INFER, type, inferBody(ONE).getBytes(UTF_16LE))), served(200), ONE);
  }

  @Test
  void bodyThatComesInChunks_isReadAsOneThatIsAnnounced() {
    // Given
    byte[] body = inferBody(ONE).getBytes(UTF_8);
    HttpRequest request =
        service
            .request(INFER)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();

    // When, then
    assertScores(json(service.send(request)), served(200), ONE);
  }

  @Test
  void bodyThatIsNotJson_isUnsupported_withWhatItIs() {
    // Given
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0};
    byte[] zlib = {0x78, (byte) 0x9c, 3, 0};

    // When, then
    for (String type : new String[] {"application/json", "text/plain"}) {
      assertThat(assertProblem(service.post(INFER, type, png), 415).get("detail").asText())
          .contains("/classify");
      assertThat(assertProblem(service.post(INFER, type, gzip), 415).get("detail").asText())
          .contains("Content-Encoding: gzip");
      assertThat(assertProblem(service.post(INFER, type, zlib), 415).get("detail").asText())
          .contains("Content-Encoding: deflate");
    }
    assertThat(
            assertProblem(service.post(INFER, "text/plain", "inputs=1".getBytes(UTF_8)), 415)
                .get("detail")
                .asText())
        .contains("JSON object");
  }
}
