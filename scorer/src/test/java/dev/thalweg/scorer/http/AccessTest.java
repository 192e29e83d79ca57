package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.http.AccessToken;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.RawConnection;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final String TOKEN = "correct-horse";

  private static TestService guarded() {
    return new TestService(
        Catalog.serving(100),
        TestService.config(
            new HttpConfig(
                HttpConfig.LOOPBACK,
                0,
                false,
                Optional.of(AccessToken.of(TOKEN)),
                Optional.empty(),
                HttpLimits.DEFAULT)));
  }

  @Test
  void tokenThatIsRight_letsIn_andHealthNeedsNone() {
    // Given
    try (TestService service = guarded()) {

      // When, then
      var request = service.request("/v2").header("Authorization", "Bearer " + TOKEN).build();
      assertThat(service.send(request).statusCode()).isEqualTo(200);
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
  @CsvSource({
    "localhost,200",
    "LocalHost:8080,200",
    "127.0.0.1:1,200",
    "[::1]:8080,200",
    "rebound.example,421",
    "rebound.example:8080,421",
    "localhost.rebound.example,421"
  })
  void nameThatIsNotItsOwn_isRefused_whereItListensOnLoopback(String host, int status)
      throws IOException {
    // Given
    String request = "GET /v2/health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    try (TestService service = new TestService(Catalog.serving(1));
        RawConnection connection = new RawConnection(service.address())) {

      // When
      connection.send(request);

      // Then
      assertThat(connection.read().status()).isEqualTo(status);
    }
  }

  @Test
  void everyName_isTaken_whereOthersCanReachIt() throws IOException {
    // Given
    HttpConfig open = HttpConfig.plain("0.0.0.0", 0, false);
    try (TestService service = new TestService(Catalog.serving(1), TestService.config(open));
        RawConnection connection = new RawConnection(service.address())) {

      // When
      connection.send("GET /v2/health/live HTTP/1.1\r\nHost: scorer.example\r\n\r\n");

      // Then
      assertThat(connection.read().status()).isEqualTo(200);
    }
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

  private static ScoringConfig onPort(int port, boolean otherIfTaken) {
    return TestService.config(HttpConfig.plain(HttpConfig.LOOPBACK, port, otherIfTaken));
  }
}
