package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.inferBody;
import static dev.thalweg.scorer.http.TestService.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.route.Route;
import dev.thalweg.scorer.picture.PictureReader;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document says what the service does. */
class OpenApiTest {
  private static final byte[] IMAGE = Catalog.pixels(1);

  private static TestService service;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    Catalog catalog = new Catalog("digits", "meters");
    catalog.serve(100);
    catalog.serve(Catalog.meters(200));
    service =
        new TestService(
            catalog,
            TestService.config(HttpConfig.onLoopback(HttpLimits.DEFAULT)),
            Optional.of(OpenApiTest::decoded),
            HttpClient.newHttpClient());
    document = json(service.get("/openapi.json"));
  }

  private static byte[] decoded(byte[] picture, int height, int width) {
    try {
      return new PictureReader(height, width, PictureLimits.defaults()).read(picture);
    } catch (PictureException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void routesOfTheDocument_areThoseOfTheService() {
    // Given
    Set<String> documented = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    // When
    Set<String> served =
        service.service.routeTable().routes().stream()
            .map(route -> route.method() + " " + route.template())
            .collect(Collectors.toCollection(TreeSet::new));

    // Then
    assertThat(document.get("openapi").asText()).startsWith("3.1.");
    assertThat(documented).isEqualTo(served);
  }

  @Test
  void routesThatNeedNoToken_areThoseThatTheDocumentSaysAreOpen() {
    for (Route route : service.service.routeTable().routes()) {
      // When
      JsonNode security = operation(route).get("security");

      // Then
      assertThat(security != null && security.isEmpty())
          .as(route.template())
          .isEqualTo(route.open());
      assertThat(operation(route).get("responses").has("401")).isEqualTo(!route.open());
    }
  }

  @Test
  void everyReference_leadsSomewhere() {
    // When
    List<String> references = document.findValuesAsText("$ref");

    // Then
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void parametersOfEachPath_areDeclared() {
    for (Route route : service.service.routeTable().routes()) {
      // When
      Set<String> declared = new TreeSet<>();
      for (JsonNode parameter : operation(route).path("parameters")) {
        if (parameter.get("in").asText().equals("path")) {
          declared.add("{" + parameter.get("name").asText() + "}");
        }
      }

      // Then
      Set<String> used = new TreeSet<>();
      for (String segment : route.template().split("/", -1)) {
        if (segment.startsWith("{")) {
          used.add(segment);
        }
      }
      assertThat(declared).as(route.template()).isEqualTo(used);
    }
  }

  @Test
  void everyRoute_answersWithAStatusAndATypeThatAreDocumented() {
    for (Route route : service.service.routeTable().routes()) {
      for (String[] names : new String[][] {{"digits", "100"}, {"digits", "7"}, {"x", "y"}}) {
        String path = route.template().replace("{model}", names[0]).replace("{version}", names[1]);
        for (HttpResponse<String> response : answers(route, path)) {
          // Then
          assertDocumented(route, response);
        }
      }
    }
  }

  @Test
  void everyNameAndDatatypeOfAnInput_isTaken() {
    // Given
    JsonNode input = document.at("/components/schemas/NumbersInput");
    JsonNode names = input.at("/properties/name/enum");
    JsonNode datatypes = input.at("/properties/datatype/enum");
    assertThat(names).hasSize(2);
    assertThat(datatypes).hasSize(12);
    for (JsonNode name : names) {
      for (JsonNode datatype : datatypes) {
        String zeros = "[0" + ",0".repeat(783) + "]";
        String body = inferBody("[1,28,28]", datatype.asText(), zeros);

        // When
        HttpResponse<String> response =
            service.postJson(
                TestService.INFER, body.replace("\"examples\"", "\"" + name.asText() + "\""));

        // Then
        assertThat(response.statusCode()).as("%s %s", name, datatype).isEqualTo(200);
      }
    }
  }

  @Test
  void everyExample_isAnswered() {
    int sent = 0;
    for (Route route : service.service.routeTable().routes()) {
      boolean isRows = route.template().endsWith("/rows");
      String path =
          route
              .template()
              .replace("{model}", isRows ? "meters" : "digits")
              .replace("{version}", isRows ? "200" : "100");
      for (JsonNode content : operation(route).at("/requestBody/content")) {
        for (JsonNode example : content.path("examples")) {
          // When
          HttpResponse<String> response = service.postJson(path, example.get("value").toString());

          // Then
          assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
          assertDocumented(route, response);
          sent++;
        }
      }
    }
    assertThat(sent).isEqualTo(10);
  }

  private static List<HttpResponse<String>> answers(Route route, String path) {
    if (!route.hasBody()) {
      return List.of(service.get(path), service.post(path, "text/plain", IMAGE));
    }
    return List.of(
        service.get(path),
        service.postJson(path, inferBody(IMAGE)),
        service.postJson(path, "{"),
        service.post(path, "text/plain", IMAGE),
        service.post(path, "application/octet-stream", IMAGE));
  }

  private static void assertDocumented(Route route, HttpResponse<String> response) {
    String status = Integer.toString(response.statusCode());
    JsonNode documented = operation(route).get("responses").get(status);
    assertThat(documented).as("%s of %s", status, route.template()).isNotNull();
    if (documented.has("$ref")) {
      documented = document.at(documented.get("$ref").asText().substring(1));
    }
    String type = response.headers().firstValue("Content-Type").orElseThrow().split(";", -1)[0];
    assertThat(documented.get("content").has(type)).as(route.template() + type).isTrue();
    if (status.equals("200") && type.equals("application/json")) {
      assertHasWhatIsRequired(documented.get("content").get(type).get("schema"), json(response));
    }
  }

  /** As far as this document goes: references, objects and what they must have, and lists. */
  private static void assertHasWhatIsRequired(JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      assertHasWhatIsRequired(document.at(schema.get("$ref").asText().substring(1)), value);
      return;
    }
    for (JsonNode name : schema.path("required")) {
      assertThat(value.has(name.asText())).as("%s in %s", name, value).isTrue();
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (value.has(property.getKey())) {
                assertHasWhatIsRequired(property.getValue(), value.get(property.getKey()));
              }
            });
    if (schema.has("items")) {
      value.forEach(item -> assertHasWhatIsRequired(schema.get("items"), item));
    }
  }

  private static JsonNode operation(Route route) {
    return document.get("paths").get(route.template()).get(route.method().toLowerCase(Locale.ROOT));
  }
}
