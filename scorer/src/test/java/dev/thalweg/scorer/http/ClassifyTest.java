package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.classify.ImageDecoder;
import dev.thalweg.scorer.http.classify.UndecodableException;
import dev.thalweg.snapshots.ServedModel;
import java.net.http.HttpClient;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyTest {
  private static final byte[] IMAGE = Catalog.pixels(5);

  private static TestService service(ImageDecoder decoder) {
    return new TestService(
        Catalog.serving(100),
        TestService.config(HttpConfig.onLoopback(HttpLimits.DEFAULT)),
        Optional.ofNullable(decoder),
        HttpClient.newHttpClient());
  }

  private static void assertImageScored(JsonNode answer) {
    ServedModel model = Catalog.snapshot("digits", 100, Catalog.ARCHITECTURE);
    float[] expected = Catalog.probabilities(model, IMAGE);
    for (int c = 0; c < expected.length; c++) {
      assertThat(answer.get("probabilities").get(c).floatValue())
          .isCloseTo(expected[c], within(1e-5f))
          .isLessThanOrEqualTo(
              answer.get("probabilities").get(answer.get("label").asInt()).floatValue());
    }
    assertThat(answer.get("model").asText()).isEqualTo("digits");
    assertThat(answer.get("version").asLong()).isEqualTo(100);
    assertThat(answer.get("sha256").asText()).isEqualTo(model.sha256());
    assertThat(answer.get("latencyMs").asDouble()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "Application/Octet-Stream; x=y"
      })
  void rawPixels_areClassified(String contentType) {
    // Given
    try (TestService service = service(null)) {

      // When
      JsonNode answer = json(service.post("/classify", contentType, IMAGE));

      // Then
      assertImageScored(answer);
    }
  }

  @Test
  void picture_isClassifiedByThePixelsThatTheDecoderMakesOfIt() {
    // Given
    byte[] picture = {1, 2, 3};
    ImageDecoder decoder =
        (encoded, height, width) -> {
          assertThat(encoded).isEqualTo(picture);
          assertThat(height * width).isEqualTo(IMAGE.length);
          return IMAGE;
        };
    try (TestService service = service(decoder)) {

      // When, then
      assertImageScored(json(service.post("/classify", "image/png", picture)));
      assertImageScored(json(service.post("/classify?model=digits", "", picture)));
    }
  }

  @Test
  void pictureOfJustAsManyBytes_isReadAsAPicture_whereItSaysSo() {
    // Given
    try (TestService service = service((encoded, height, width) -> IMAGE)) {

      // When, then
      assertImageScored(json(service.post("/classify", "image/png", new byte[IMAGE.length])));
    }
  }

  @ParameterizedTest
  @CsvSource({"UNSUPPORTED,415", "TOO_LARGE,413", "MALFORMED,400", "TIMED_OUT,503"})
  void pictureThatCannotBeRead_isAProblemWithTheDecodersSentence(
      UndecodableException.Kind kind, int status) {
    // Given
    ImageDecoder decoder =
        (encoded, height, width) -> {
          throw new UndecodableException(kind, "This is no picture.");
        };
    try (TestService service = service(decoder)) {

      // When
      JsonNode problem = assertProblem(service.post("/classify", "image/gif", IMAGE), status);

      // Then
      assertThat(problem.get("detail").asText()).isEqualTo("This is no picture.");
    }
  }

  @Test
  void decoderThatFails_isAProblemThatTellsNothingOfIt() {
    // Given
    ImageDecoder decoder =
        (encoded, height, width) -> {
          throw new IllegalStateException("secret");
        };
    try (TestService service = service(decoder)) {

      // When, then
      assertThat(assertProblem(service.post("/classify", "image/gif", IMAGE), 500).toString())
          .doesNotContain("secret");
    }
  }

  @Test
  void modelThatTakesNoGreyPictures_isRefusedWithTheWayToAskIt() {
    // Given
    Catalog catalog = new Catalog("rows", "colour");
    catalog.serve(Catalog.rows(100));
    Architecture colour = Architecture.parse("4x4x3 dense(2,softmax) cross_entropy");
    catalog.serve(Catalog.snapshot("colour", 100, colour));
    try (TestService service = new TestService(catalog)) {

      // When, then: whatever comes
      for (String type : new String[] {"application/octet-stream", "image/png", "text/plain"}) {
        assertThat(assertProblem(service.post("/classify", type, new byte[4]), 415).get("detail"))
            .asString()
            .contains("examples of 4 FP32", "/v2/models/rows/infer", "[n,4].");
      }
      assertThat(
              assertProblem(service.post("/classify?model=colour", "image/png", IMAGE), 415)
                  .get("detail"))
          .asString()
          .contains("examples of 4x4x3 UINT8", "/v2/models/colour/infer", "[n,48] or [n,4,4,3].");
    }
  }

  @Test
  void otherBodiesAndModels_areRefused() {
    // Given
    try (TestService service = service(null)) {

      // When, then
      assertProblem(service.post("/classify", "text/plain", IMAGE), 415);
      assertProblem(service.post("/classify", "application/octet-stream", new byte[783]), 415);
      assertProblem(service.post("/classify", "application/octet-stream", new byte[0]), 415);
      assertProblem(service.post("/classify?model=x", "application/octet-stream", IMAGE), 404);
      assertProblem(service.post("/classify?model=%ff", "application/octet-stream", IMAGE), 400);
    }
  }
}
