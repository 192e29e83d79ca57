package dev.thalweg.http;

import static dev.thalweg.http.TestServer.ECHO;
import static dev.thalweg.http.TestServer.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are packed, or said to be. */
class EncodingTest {
  private static final int BODY_BYTES_MAX = 100_000;

  private final TestServer server =
      new TestServer(HttpLimits.DEFAULT.withBodyBytesMax(BODY_BYTES_MAX));

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> post(String encoding, byte[] body) {
    return server.send(
        server
            .request(ECHO)
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  private static byte[] packed(String how, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (how) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "zlib" -> new DeflaterOutputStream(bytes);
          default -> new DeflaterOutputStream(bytes, new Deflater(9, true));
        }) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "gzip,gzip",
    "X-GZIP,gzip",
    "deflate,zlib",
    "deflate,raw",
    "'identity, gzip',gzip",
    "deflate,gzip",
    "gzip,zlib"
  })
  void packedBody_isUnpacked(String encoding, String how) throws IOException {
    // Given
    String text = "{\"a\":1}".repeat(5_000);

    // When, then
    assertThat(post(encoding, packed(how, text.getBytes(UTF_8))).body()).isEqualTo(text);
    Waiting.until(() -> server.server.bodyBytes() == 0);
  }

  @ParameterizedTest
  @CsvSource({"identity,plain", "gzip,'{\"plain\":1}'", "gzip,''", "deflate,''"})
  void bodyThatIsNotPacked_isTakenAsItIs(String encoding, String body) {
    assertThat(post(encoding, body.getBytes(UTF_8)).body()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({"gzip,gzip", "deflate,zlib", "deflate,raw"})
  void bomb_isRefusedByWhatItUnpacksTo(String encoding, String how) throws IOException {
    // Given
    byte[] most = new byte[BODY_BYTES_MAX];
    byte[] bomb = packed(how, new byte[50_000_000]);
    assertThat(bomb).hasSizeLessThan(BODY_BYTES_MAX);

    // When, then
    assertThat(post(encoding, packed(how, most)).body()).hasSize(BODY_BYTES_MAX);
    assertThat(assertProblem(post(encoding, bomb), 413)).contains("100,000 bytes, unpacked");
    Waiting.until(() -> server.server.bodyBytes() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "deflate, gzip", "aes128gcm"})
  void otherEncoding_isRefusedWithThoseThereAre(String encoding) {
    // When
    HttpResponse<String> response = post(encoding, new byte[] {1, 2, 3});

    // Then
    assertThat(assertProblem(response, 415)).contains("Content-Encoding: gzip");
    assertThat(response.headers().firstValue("Accept-Encoding"))
        .contains("gzip, deflate, identity");
  }

  @Test
  void damagedBody_isTheClientsFault() throws IOException {
    // Given
    byte[] gzip = packed("gzip", "some text, and more of it".getBytes(UTF_8));
    byte[] damaged = gzip.clone();
    damaged[gzip.length - 6] ^= 1;

    // When, then
    assertThat(assertProblem(post("gzip", Arrays.copyOf(gzip, gzip.length - 9)), 400))
        .contains("too early");
    assertThat(assertProblem(post("gzip", damaged), 400)).contains("Content-Encoding");
    assertThat(assertProblem(post("deflate", new byte[] {7, 7, 7}), 400))
        .contains("Content-Encoding");
  }
}
