package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutesTest {

  @Test
  void serverAndHealth_areToldAsTheProtocolHasIt() {
    // Given
    try (TestService service = new TestService(Catalog.serving(100))) {

      // When
      JsonNode server = json(service.get("/v2"));
      JsonNode live = json(service.get("/v2/health/live"));
      JsonNode ready = json(service.get("/v2/health/ready"));

      // Then
      assertThat(server.get("name").asText()).isEqualTo("thalweg");
      assertThat(server.get("extensions")).hasToString("[\"binary_tensor_data\"]");
      assertThat(live.get("live").asBoolean()).isTrue();
      assertThat(ready.get("ready").asBoolean()).isTrue();
    }
  }

  @Test
  void serviceWithoutASnapshot_isLiveButNotReady() {
    // Given
    try (TestService service = new TestService(new Catalog())) {

      // When, then
      assertThat(service.get("/v2/health/live").statusCode()).isEqualTo(200);
      assertProblem(service.get("/v2/health/ready"), 503);
      assertProblem(service.get("/v2/models/digits"), 503);
      assertProblem(service.get("/v2/models/digits/ready"), 503);
      assertProblem(service.postJson(TestService.INFER, "{}"), 503);
      assertProblem(service.post("/classify", "image/png", new byte[3]), 503);

      // When, then
      service.catalog.serve(7);
      assertThat(service.get("/v2/health/ready").statusCode()).isEqualTo(200);
      assertThat(service.get("/v2/models/digits/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneModelWithoutASnapshot_keepsTheServerFromBeingReady() {
    // Given
    Catalog catalog = new Catalog("digits", "challenger");
    catalog.serve(100);
    try (TestService service = new TestService(catalog)) {

      // When, then
      assertProblem(service.get("/v2/health/ready"), 503);
      assertThat(service.get("/v2/models/digits/ready").statusCode()).isEqualTo(200);
      assertProblem(service.get("/v2/models/challenger/ready"), 503);
    }
  }

  @Test
  void model_isDescribedWithItsTensorsAndVersions() {
    // Given
    Catalog catalog = Catalog.serving(100);
    catalog.serve(200);
    try (TestService service = new TestService(catalog)) {

      // When
      JsonNode current = json(service.get("/v2/models/digits"));
      JsonNode version = json(service.get("/v2/models/digits/versions/100"));
      JsonNode ready = json(service.get("/v2/models/digits/versions/100/ready"));

      // Then
      assertThat(current.get("versions").toString()).isEqualTo("[\"100\",\"200\"]");
      assertThat(current.get("inputs").toString())
          .isEqualTo("[{\"name\":\"examples\",\"datatype\":\"UINT8\",\"shape\":[-1,28,28]}]");
      assertThat(current.get("outputs").toString())
          .contains("{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[-1,10]}")
          .contains("{\"name\":\"label\",\"datatype\":\"INT64\",\"shape\":[-1]}");
      assertThat(current.get("parameters").get("version").asLong()).isEqualTo(200);
      assertThat(version.get("parameters").get("version").asLong()).isEqualTo(100);
      assertThat(ready.get("version").asText()).isEqualTo("100");
      assertProblem(service.get("/v2/models/digits/versions/1"), 404);
      assertProblem(service.get("/v2/models/digits/versions/1/ready"), 404);
      assertProblem(service.get("/v2/models/x"), 404);
    }
  }

  @Test
  void modelOfAnotherShape_isDescribedByItsOwn() {
    // Given
    Catalog catalog = new Catalog("rows");
    catalog.serve(Catalog.rows(100));
    catalog.serve(Catalog.rows(200));
    try (TestService service = new TestService(catalog)) {
      for (String path : new String[] {"/v2/models/rows", "/v2/models/rows/versions/100"}) {

        // When
        JsonNode model = json(service.get(path));

        // Then
        assertThat(model.get("inputs").toString())
            .isEqualTo("[{\"name\":\"examples\",\"datatype\":\"FP32\",\"shape\":[-1,4]}]");
        assertThat(model.get("outputs").get(0).get("shape").toString()).isEqualTo("[-1,3]");
      }
    }
  }

  @Test
  void oldVersion_isReadOnceHoweverOftenItIsAsked() {
    // Given
    Catalog catalog = Catalog.serving(100);
    catalog.serve(200);
    try (TestService service = new TestService(catalog)) {

      // When
      for (int i = 0; i < 3; i++) {
        assertThat(service.get("/v2/models/digits/versions/100/ready").statusCode()).isEqualTo(200);
      }
      assertThat(service.get("/v2/models/digits/versions/200/ready").statusCode()).isEqualTo(200);

      // Then
      assertThat(catalog.versionsRead()).isEqualTo(1);
    }
  }

  @Test
  void addressesAndMethodsThatAreNotThere_areProblems() {
    // Given
    try (TestService service = new TestService(Catalog.serving(100))) {
      for (String path : new String[] {"/", "/v3", "/v2/models"}) {
        // When, then
        assertProblem(service.get(path), 404);
      }
      assertProblem(service.get("/v2/models//infer"), 404);
      Map<String, String> wrong =
          Map.of(
              "/classify",
              "POST, OPTIONS",
              TestService.INFER,
              "POST, OPTIONS",
              "/v2/",
              "GET, HEAD, OPTIONS");
      wrong.forEach(
          (path, allowed) -> {
            // When
            var response =
                service.send(
                    service.request(path).method("DELETE", BodyPublishers.ofString("x")).build());

            // Then
            assertProblem(response, 405);
            assertThat(response.headers().firstValue("Allow")).isEqualTo(Optional.of(allowed));
          });
    }
  }

  @Test
  void head_isAnsweredAsGetWithoutABody() {
    // Given
    try (TestService service = new TestService(Catalog.serving(100))) {

      // When
      var response =
          service.send(service.request("/v2").method("HEAD", BodyPublishers.noBody()).build());

      // Then
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
  }
}
