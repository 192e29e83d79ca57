package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.http.RawConnection;
import dev.thalweg.http.Waiting;
import dev.thalweg.mapping.vector.VectorHash;
import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.model.Classifier;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
  static final String ROWS = "/v2/models/meters/rows";
  private static final String NOON =
      "{\"volt\":231.5,\"city\":\"Perth\",\"meter\":{\"amps\":\"4\"},\"hours\":[1,null]}";
  private static final String NIGHT = "{\"city\":\"Kyiv\",\"meter.amps\":0.5,\"of\":{\"no\":[{}]}}";
  private static final float[] NOON_COLUMNS = {231.5f, 0, 1, 4, 1, Float.NaN};

  private static TestService service;

  @BeforeAll
  static void start() {
    Catalog catalog = new Catalog("meters", "digits", "broken");
    catalog.serve(Catalog.meters(100));
    catalog.serve(Catalog.meters(200));
    catalog.serve(7);
    service = new TestService(catalog);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  static float[] probabilities(ServedModel model, float[] columns) {
    float[] probabilities = new float[model.architecture().classes()];
    try (Classifier classifier = new Classifier(model.architecture(), 1)) {
      classifier.score(model.parameters(), columns, 1, probabilities);
    }
    return probabilities;
  }

  @Test
  void row_isAnsweredWithNamesAndHashes() {
    // When
    JsonNode answer = json(service.postJson(ROWS, NOON));

    // Then
    float[] expected = probabilities(Catalog.meters(200), NOON_COLUMNS);
    String best = expected[1] > expected[0] ? "UP, really" : "DOWN";
    assertThat(answer.get("model_name").asText()).isEqualTo("meters");
    assertThat(answer.get("model_version").asText()).isEqualTo("200");
    assertThat(answer.at("/parameters/sha256").asText()).isEqualTo(Catalog.meters(200).sha256());
    assertThat(answer.at("/parameters/mapping_sha256").asText())
        .isEqualTo(VectorMapping.parse(Catalog.MAPPING, "test").sha256());
    assertThat(answer.get("predictions")).hasSize(1);
    JsonNode prediction = answer.at("/predictions/0");
    assertThat(prediction.get("class").asText()).isEqualTo(best);
    assertThat(prediction.get("label").asInt()).isEqualTo(best.equals("DOWN") ? 0 : 1);
    assertThat(prediction.at("/probabilities/DOWN").floatValue())
        .isCloseTo(expected[0], within(1e-5f));
    assertThat(prediction.at("/probabilities/UP, really").floatValue())
        .isCloseTo(expected[1], within(1e-5f));
    assertThat(prediction.get("input_sha256").asText()).isEqualTo(VectorHash.of(NOON_COLUMNS));
  }

  @Test
  void rowsInWhateverEnvelope_areAnsweredInTheirOrder() {
    // Given
    String array = "[%s,%s]".formatted(NOON, NIGHT);
    String wrapped = "{\"parameters\":{\"rows\":[]},\"rows\":%s,\"id\":\"mine\"}".formatted(array);

    // When
    JsonNode ofArray = json(service.postJson(ROWS, array));
    JsonNode ofWrapped = json(service.postJson(ROWS, wrapped));

    // Then
    assertThat(ofArray.has("id")).isFalse();
    assertThat(ofWrapped.get("id").asText()).isEqualTo("mine");
    assertThat(ofWrapped.get("predictions")).isEqualTo(ofArray.get("predictions")).hasSize(2);
    assertThat(ofArray.at("/predictions/0"))
        .isEqualTo(json(service.postJson(ROWS, NOON)).at("/predictions/0"));
    assertThat(ofArray.at("/predictions/1"))
        .isEqualTo(json(service.postJson(ROWS, NIGHT)).at("/predictions/0"));
  }

  @Test
  void version_isAnsweredByThatOne() {
    // When
    JsonNode answer = json(service.postJson("/v2/models/meters/versions/100/rows", NOON));

    // Then
    assertThat(answer.get("model_version").asText()).isEqualTo("100");
    assertThat(answer.at("/predictions/0/probabilities/DOWN").floatValue())
        .isCloseTo(probabilities(Catalog.meters(100), NOON_COLUMNS)[0], within(1e-5f));
  }

  @Test
  void rowThatCantBeMapped_isAnErrorInItsPlace_andTheOthersAreAnswered() {
    // Given
    String rows =
        "[%s,{\"meter\":{\"amps\":\"much\"}},null,[],{\"meter\":{}},5,%s]".formatted(NIGHT, NOON);

    // When
    JsonNode predictions = json(service.postJson(ROWS, rows)).get("predictions");

    // Then
    assertThat(predictions).hasSize(7);
    assertThat(predictions.get(1))
        .hasToString(
            "{\"error\":\"The field meter.amps has \\\"much\\\", which is not a number.\"}");
    assertThat(predictions.get(2)).hasToString("{\"error\":\"The row is not a JSON object.\"}");
    assertThat(predictions.get(3)).isEqualTo(predictions.get(2));
    assertThat(predictions.get(4)).hasToString("{\"error\":\"The field meter.amps is missing.\"}");
    assertThat(predictions.get(5)).isEqualTo(predictions.get(2));
    assertThat(predictions.get(6))
        .isEqualTo(json(service.postJson(ROWS, NOON)).at("/predictions/0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | The field meter.amps is missing.",
        "null | Send a row as a JSON object, or an array of rows.",
        "5 | Send a row as a JSON object",
        "\"x\" | Send a row as a JSON object",
        "[] | There is no row",
        "{\"rows\":[]} | There is no row",
        "{\"rows\":[],\"rows\":[]} | \"rows\" has to be one array.",
        "{\"rows\":[{}],\"id\":5} | The id has to be a string",
        "[null] | No row can be mapped. Row 0: The row is not a JSON object.",
        "[[{}]] | No row can be mapped. Row 0: The row is not a JSON object.",
        "{\"meter\":{\"amps\":1e400}} | The field meter.amps has Infinity, which is beyond",
        "{\"meter\":{\"amps\":1e39}} | which is beyond the numbers of 32 bits",
        "{\"meter\":{\"amps\":[1]}} | has a list of 1 values, which is not a number.",
        "{\"meter\":{\"amps\":{}}} | has a record, which is not a number.",
        "{\"meter\":{\"amps\":NaN}} | The field meter.amps is missing.",
        "{\"meter\":5} | The field meter.amps is missing.",
        "{\"meter\":{\"amps\":1},\"hours\":[1]} | The field hours has a list of 1 values",
        "{\"meter\":{\"amps\":1}} {} | There is something after the rows.",
        "{\"meter\":{\"amps\":1} | The body is not JSON near byte",
        "{'meter':1} | The body is not JSON near byte",
        "[{} | The body is not JSON near byte",
        "picture | The body is not JSON near byte",
      })
  void rowsThatAreNone_areAProblemThatSaysWhy(String body, String detail) {
    // When
    HttpResponse<String> response = service.postJson(ROWS, body);

    // Then
    assertThat(assertProblem(response, 400).get("detail").asText()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"meter\":{\"amps\":\" 4 \"},\"volt\":\"NA\"} | {\"meter.amps\":4.0}",
        "{\"meter\":{\"amps\":true},\"volt\":NaN} | {\"meter\":{\"amps\":1}}",
        "{\"meter\":{\"amps\":9},\"meter\":{\"amps\":3}} | {\"meter\":{\"amps\":3}}",
        "{\"volt\":1,\"meter\":{\"amps\":3},\"x\":[[[{\"y\":{}}]]]} | {\"volt\":1,\"meter.amps\":3}",
      })
  void rowsThatMeanTheSame_haveTheSameHash(String first, String second) {
    // When
    JsonNode one = json(service.postJson(ROWS, first));
    JsonNode other = json(service.postJson(ROWS, second));

    // Then
    assertThat(one.get("predictions")).isEqualTo(other.get("predictions")).hasSize(1);
  }

  @Test
  void jsonBeyondALimit_isRefusedWithTheLimits() {
    for (String value :
        new String[] {
          "[".repeat(200) + "]".repeat(200),
          "{\"a\":".repeat(120) + "1" + "}".repeat(120),
          "9".repeat(500),
          "[" + "{},".repeat(200_000) + "{}]"
        }) {
      // When
      HttpResponse<String> response =
          service.postJson(ROWS, "{\"x\":%s,\"meter.amps\":1}".formatted(value));

      // Then
      assertThat(assertProblem(response, 400).get("detail").asText())
          .contains("JSON may be nested 100 levels deep");
    }
  }

  @ParameterizedTest
  @CsvSource({"1f8b, Content-Encoding: gzip", "789c, Content-Encoding: deflate", "8950, /classify"})
  void bodyThatIsNotJson_isUnsupported_withWhatItIs(String start, String told) {
    // When
    HttpResponse<String> response =
        service.post(ROWS, "application/json", HexFormat.of().parseHex(start + "0000"));

    // Then
    assertThat(assertProblem(response, 415).get("detail").asText()).contains(told);
  }

  @Test
  void moreRowsThanARequestMayHave_areRefused() {
    // Given
    Catalog catalog = new Catalog("meters");
    catalog.serve(Catalog.meters(100));
    try (TestService few = new TestService(catalog, TestService.config(new ExampleLimits(2, 4)))) {

      // When, then
      assertThat(few.postJson(ROWS, "[%s,%s]".formatted(NOON, NOON)).statusCode()).isEqualTo(200);
      assertProblem(few.postJson(ROWS, "[%s,5,%s]".formatted(NOON, NOON)), 413);
    }
  }

  @Test
  void modelWithoutAMapping_saysHowToGetOne() {
    // When, then
    JsonNode problem = assertProblem(service.postJson("/v2/models/digits/rows", NOON), 404);
    assertThat(problem.get("detail").asText())
        .contains("train --mapping", "/v2/models/digits/infer");
    assertProblem(service.postJson("/v2/models/nobody/rows", NOON), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a mapping",
        "features: [volt]\ntarget: {field: state, classes: [A, B]}",
        "features: &a [*a]",
        "features: [a, b, c, d, e, f]\ntarget: {field: state, type: number}",
        "features: [a, b, c, d, e, f]\ntarget: {field: state, classes: [A, B, C]}"
      })
  void mappingThatIsNotTheNetworks_isAsIfItWereNotThere(String mapping) {
    // Given
    Catalog catalog = new Catalog("meters");
    catalog.serve(
        Catalog.mapped(1, "6 standardize dense(5,relu) dense(2,softmax) cross_entropy", mapping));
    try (TestService broken = new TestService(catalog)) {

      // When
      JsonNode model = json(broken.get("/v2/models/meters"));

      // Then
      assertThat(model.get("outputs")).hasSize(2);
      assertThat(model.at("/parameters/mapping_sha256").isMissingNode()).isTrue();
      assertProblem(broken.postJson(ROWS, NOON), 404);
    }
  }

  @Test
  void modelThatIsReplacedByOneOfAnotherMapping_isAskedAgain() throws Exception {
    // Given: the request's rows are mapped, and wait
    Catalog catalog = new Catalog("meters");
    catalog.serve(Catalog.meters(100));
    try (TestService service = new TestService(catalog)) {
      catalog.hold();
      CompletableFuture<HttpResponse<String>> asked =
          service.client().sendAsync(service.jsonRequest(ROWS, NOON), BodyHandlers.ofString());
      Waiting.until(catalog::isHolding);

      // When
      String other = Catalog.MAPPING.replace("DOWN", "LOW");
      catalog.serve(Catalog.mapped(200, Catalog.meters(200).architecture().text(), other));
      catalog.release();

      // Then
      assertProblem(asked.get(30, TimeUnit.SECONDS), 503);
      assertThat(service.postJson(ROWS, NOON).body()).contains("\"LOW\":");
    }
  }

  @Test
  void missingValueOfAModelWithoutMeans_isAnErrorThatNamesTheColumn() {
    // Given: no standardization, so that nothing can stand for NaN
    Catalog catalog = new Catalog("meters");
    catalog.serve(Catalog.mapped(1, "6 dense(2,softmax) cross_entropy", Catalog.MAPPING));
    try (TestService plain = new TestService(catalog)) {

      // When
      HttpResponse<String> response = plain.postJson(ROWS, NOON);

      // Then
      assertThat(assertProblem(response, 400).get("detail").asText())
          .isEqualTo(
              "No row can be mapped. Row 0: The field hours[1] is missing, and the model keeps no"
                  + " mean to put in its place.");
    }
  }

  @Test
  void mangledRequests_areAnsweredOrRefused_andTheServiceGoesOn() throws Exception {
    // Given: bodies that began as good ones, each a function of the seed
    byte[] rows = "{\"id\":\"mine\",\"rows\":[%s,%s]}".formatted(NOON, NIGHT).getBytes(UTF_8);
    byte[] fields = FieldInferTest.goodBody().getBytes(UTF_8);
    JsonNode expected = json(service.postJson(ROWS, NOON));
    try (RawConnections connections = new RawConnections()) {
      for (byte[] good : List.of(rows, fields)) {
        Malformed malformed = new Malformed(11, good);
        String path = good == rows ? ROWS : "/v2/models/meters/infer";
        for (int i = 0; i < 3_000; i++) {
          // When
          int status =
              connections.status(malformed.withBody(path, "application/json", malformed.body()));

          // Then
          assertThat(status).isIn(200, 400, 413, 415);
        }
      }
    }
    assertThat(json(service.postJson(ROWS, NOON))).isEqualTo(expected);
  }

  /** One at a time, and another when the service has closed it. */
  private static final class RawConnections implements AutoCloseable {
    private RawConnection connection;

    int status(byte[] request) throws IOException {
      if (connection == null) {
        connection = new RawConnection(service.address());
      }
      connection.send(request);
      RawConnection.Response response = connection.read();
      if (response.closes()) {
        close();
      }
      return response.status();
    }

    @Override
    public void close() throws IOException {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }
  }

  @Test
  void regression_isAnsweredWithTheNumber() {
    // Given
    Catalog catalog = new Catalog("meters");
    ServedModel model =
        Catalog.mapped(
            1,
            "1 standardize dense(1,scaled) huber(1)",
            "features: [volt]\ntarget: {field: price, type: number}");
    catalog.serve(model);
    try (TestService numbers = new TestService(catalog)) {

      // When
      JsonNode answer = json(numbers.postJson(ROWS, "[{\"volt\":2.5},{}]"));

      // Then
      JsonNode first = answer.at("/predictions/0");
      assertThat(first.get("value").floatValue())
          .isCloseTo(probabilities(model, new float[] {2.5f})[0], within(1e-5f));
      assertThat(first.get("input_sha256").asText()).isEqualTo(VectorHash.of(new float[] {2.5f}));
      assertThat(first.has("label")).isFalse();
      assertThat(answer.at("/predictions/1/value").isNumber()).isTrue();
    }
  }

  @Test
  void metadata_hasTheNamesOfFieldsColumnsAndClasses() {
    // When
    JsonNode model = json(service.get("/v2/models/meters"));

    // Then
    assertThat(model.at("/parameters/fields"))
        .hasToString("[\"volt\",\"city\",\"meter.amps\",\"hours\"]");
    assertThat(model.at("/parameters/columns"))
        .hasToString(
            "[\"volt\",\"city=Sydney\",\"city=Perth\",\"meter.amps\",\"hours[0]\",\"hours[1]\"]");
    assertThat(model.at("/parameters/classes")).hasToString("[\"DOWN\",\"UP, really\"]");
    assertThat(model.get("inputs"))
        .hasToString("[{\"name\":\"examples\",\"datatype\":\"FP32\",\"shape\":[-1,6]}]");
    assertThat(model.at("/outputs/2"))
        .hasToString("{\"name\":\"class\",\"datatype\":\"BYTES\",\"shape\":[-1]}");
  }
}
