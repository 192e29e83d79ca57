package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final String TOKEN = "correct-horse";

  @TempDir Path folder;

  private static TestService guarded() {
    return new TestService(
        Catalog.serving(100),
        new HttpConfig(
            "127.0.0.1",
            0,
            false,
            Optional.of(AccessToken.of(TOKEN)),
            Optional.empty(),
            HttpLimits.DEFAULT,
            "test"));
  }

  @Test
  void tokenThatIsRight_letsIn_andHealthNeedsNone() {
    // Given
    try (TestService service = guarded()) {

      // When, then
      for (String authorization : new String[] {"Bearer " + TOKEN, "bearer  " + TOKEN}) {
        var request = service.request("/v2").header("Authorization", authorization).build();
        assertThat(service.send(request).statusCode()).isEqualTo(200);
      }
      assertThat(service.get("/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(service.get("/v2/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2", "/v2/models/digits", "/v2/models/x/ready", "/metrics", "/openapi.json"})
  void everythingElse_needsTheToken(String path) {
    // Given
    try (TestService service = guarded()) {

      // When
      HttpResponse<String> response = service.get(path);

      // Then
      assertProblem(response, 401);
      assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer wrong", "Bearer", "Bearer ", "Basic correct-horse", "correct-horse"})
  void tokenThatIsWrong_isRefused_whateverIsAsked(String authorization) {
    // Given
    try (TestService service = guarded()) {

      // When, then
      var request = service.jsonRequest(TestService.INFER, "{}");
      assertProblem(service.send(request), 401);
      var wrong = service.request("/v2").header("Authorization", authorization).build();
      assertProblem(service.send(wrong), 401);
    }
  }

  @ParameterizedTest
  @CsvSource({"short,characters", "has a space in it,no header"})
  void tokenThatIsNone_isASentence(String token, String sentence) throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("token"), token);

    // When, then
    assertThatThrownBy(() -> AccessToken.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void tokenFile_isReadWithoutTheWhiteSpaceAround() throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");

    // When, then
    assertThat(AccessToken.read(file).isIn("Bearer " + TOKEN)).isTrue();
    assertThat(AccessToken.read(file).toString()).doesNotContain(TOKEN);
    assertThatThrownBy(() -> AccessToken.read(folder.resolve("none")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("can't be read");
  }

  @Test
  void portThatIsTaken_isASentence_unlessAnyWillDo() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      // When, then
      assertThatThrownBy(() -> new TestService(Catalog.serving(1), onPort(port, false)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("--http-port");
      try (TestService elsewhere = new TestService(Catalog.serving(1), onPort(port, true))) {
        assertThat(elsewhere.service.isOnOtherPort()).isTrue();
        assertThat(elsewhere.get("/v2").statusCode()).isEqualTo(200);
      }
    }
  }

  private static HttpConfig onPort(int port, boolean otherIfTaken) {
    return new HttpConfig(
        "127.0.0.1",
        port,
        otherIfTaken,
        Optional.empty(),
        Optional.empty(),
        HttpLimits.DEFAULT,
        "test");
  }
}
