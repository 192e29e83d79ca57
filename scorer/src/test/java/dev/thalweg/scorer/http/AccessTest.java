package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.http.AccessToken;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
