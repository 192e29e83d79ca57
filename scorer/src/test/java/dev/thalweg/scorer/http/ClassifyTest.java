package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.classify.ImageDecoder;
import dev.thalweg.scorer.http.classify.UndecodableException;
import dev.thalweg.snapshots.ServedModel;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyTest {
  private static final byte[] IMAGE = Catalog.pixels(5);

  private static final byte[] PNG =
      Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 784);

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

  @Test
  void pictureThatIsPacked_isRefusedWithTheHeaderThatIsMissing() {
    // Given: of pixels the first two may be any
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0};
    try (TestService service = service((encoded, height, width) -> IMAGE)) {

      // When, then
      for (String type : new String[] {"", "image/png", "application/gzip"}) {
        assertThat(refusal(service, type, gzip, 415)).contains("Content-Encoding: gzip");
      }
      assertThat(service.post("/classify", "", Arrays.copyOf(gzip, 784)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void bmp_isToldByTheLengthInItsHeader() {
    // Given
    byte[] bmp = Arrays.copyOf(new byte[] {'B', 'M', 0x10, 0x03}, 784);
    byte[] pixels = Arrays.copyOf(new byte[] {'B', 'M', 0x11, 0x03}, 784);
    ImageDecoder none =
        (encoded, height, width) -> {
          throw new UndecodableException(UndecodableException.Kind.MALFORMED, "Decoded.");
        };
    try (TestService service = service(none)) {

      // When, then
      assertThat(refusal(service, "", bmp, 400)).isEqualTo("Decoded.");
      assertThat(service.post("/classify", "", pixels).statusCode()).isEqualTo(200);
    }
  }

  /** A decoder that takes one picture alone. */
  private static ImageDecoder only(byte[] picture) {
    return (encoded, height, width) -> {
      assertThat(encoded).isEqualTo(picture);
      return IMAGE;
    };
  }

  private static byte[] form(byte[] content, String... dispositions) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (String disposition : dispositions) {
      form.writeBytes(
          ("--b0undary\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
              .getBytes(UTF_8));
      form.writeBytes(content);
      form.writeBytes("\r\n".getBytes(UTF_8));
    }
    form.writeBytes("--b0undary--\r\n".getBytes(UTF_8));
    return form.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/json",
        "multipart/form-data",
        "IMAGE/PNG"
      })
  void picture_isOneByItsFirstBytes_whateverItsHeaderSays(String type) {
    // Given: one with as many bytes as there are pixels, too
    try (TestService service = service(only(PNG))) {

      // When, then
      assertImageScored(json(service.post("/classify", type, PNG)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data; boundary=b0undary", "text/plain", ""})
  void fileOfAForm_isClassified(String type) {
    // Given
    try (TestService service = service(only(PNG))) {
      byte[] picture = form(PNG, "name=\"image\"; filename=\"a.png\"");
      byte[] pixels = form(IMAGE, "name=\"image\"; filename=\"a.bin\"");
      byte[] base64 = form(Base64.getEncoder().encode(PNG), "name=image");

      // When, then
      assertImageScored(json(service.post("/classify", type, picture)));
      assertImageScored(json(service.post("/classify", type, pixels)));
      assertImageScored(json(service.post("/classify", type, base64)));
    }
  }

  @Test
  void formWithoutOneFile_isRefusedWithHowToSendIt() {
    // Given
    try (TestService service = service(only(PNG))) {
      byte[] two = form(PNG, "name=a; filename=a", "name=b; filename=b");
      byte[] empty = form(new byte[0], "name=a; filename=a");
      byte[] cut = Arrays.copyOf(two, two.length - 10);
      String[] many = new String[20];
      Arrays.fill(many, "name=a");

      // When, then
      for (byte[] body : new byte[][] {two, empty, cut, form(PNG, many)}) {
        assertThat(refusal(service, "multipart/form-data", body, 400)).contains("-F image=@FILE");
      }
      assertThat(refusal(service, "", form(PNG, "name=model"), 400)).contains("?model=NAME");
    }
  }

  private static String refusal(TestService service, String type, byte[] body, int status) {
    return assertProblem(service.post("/classify", type, body), status).get("detail").asText();
  }

  @Test
  void imageInBase64_isClassified() {
    // Given
    String base64 = Base64.getEncoder().encodeToString(PNG);
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(PNG);
    String lines = Base64.getMimeEncoder().encodeToString(PNG).replace("\r\n", "\\n");
    String pixels = Base64.getEncoder().encodeToString(IMAGE);
    String long64 = Base64.getEncoder().encodeToString(Arrays.copyOf(PNG, 100_000));
    List<String> bodies =
        List.of(
            "{\"image\":\"%s\"}".formatted(base64),
            "\ufeff {\"x\":null,\"image\":\"%s\"}".formatted(url),
            "{\"image\":\"%s\"}".formatted(lines),
            "{\"image\":\"data:image/png;base64,%s\"}".formatted(base64),
            "{\"image\":\"%s\"}".formatted(pixels),
            "{\"image\":\"%s\"}".formatted(long64),
            base64,
            "data:image/png;base64," + base64);
    ImageDecoder decoder =
        (encoded, height, width) -> {
          assertThat(encoded).startsWith(Arrays.copyOf(PNG, 8));
          return IMAGE;
        };
    try (TestService service = service(decoder)) {
      for (String body : bodies) {
        // When, then
        for (String type : new String[] {"application/json", "text/plain", ""}) {
          assertImageScored(json(service.post("/classify", type, body.getBytes(UTF_8))));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"inputs\":[]}|/infer",
        "{\"x\":1}|has no image",
        "{\"image\":null}|has no image",
        "{\"image\":[1,2]}|has no image",
        "{\"image\":\"a*b\"}|not in base64",
        "{\"image\":\"AAAA\",\"data\":\"AAAA\"}|one image",
        "{\"image\":\"data:image/svg+xml,x\"}|data URL",
        "{\"image\"|not valid JSON",
        "{|not valid JSON"
      })
  void jsonWithoutAnImage_isRefusedWithHowToSendIt(String body, String detail) {
    // Given
    try (TestService service = service(only(PNG))) {

      // When, then
      assertThat(refusal(service, "application/json", body.getBytes(UTF_8), 400)).contains(detail);
    }
  }
}
