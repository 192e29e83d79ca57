package dev.thalweg.http;

import static dev.thalweg.http.TestServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
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

  private static TestServer guarded() {
    return new TestServer(
        new HttpConfig(
            HttpConfig.LOOPBACK,
            0,
            false,
            Optional.of(AccessToken.of(TOKEN)),
            Optional.empty(),
            HttpLimits.DEFAULT),
        HttpClient.newHttpClient());
  }

  @Test
  void tokenThatIsRight_letsIn_andAnOpenRouteNeedsNone() {
    // Given
    try (TestServer server = guarded()) {

      // When, then
      for (String authorization : new String[] {"Bearer " + TOKEN, "bearer  " + TOKEN}) {
        var request = server.request("/here").header("Authorization", authorization).build();
        assertThat(server.send(request).statusCode()).isEqualTo(200);
      }
      assertThat(server.get("/open").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/here", "/names/a", "/events", "/echo"})
  void everythingElse_needsTheToken(String path) {
    // Given
    try (TestServer server = guarded()) {

      // When
      HttpResponse<String> response = server.get(path);

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
    try (TestServer server = guarded()) {

      // When, then
      assertProblem(server.post(TestServer.ECHO, "x"), 401);
      var wrong = server.request("/here").header("Authorization", authorization).build();
      assertProblem(server.send(wrong), 401);
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
      assertThatThrownBy(() -> new TestServer(onPort(port, false), HttpClient.newHttpClient()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("port %d, which may be taken: give another port.", port);
      try (TestServer other = new TestServer(onPort(port, true), HttpClient.newHttpClient())) {
        assertThat(other.server.isOnOtherPort()).isTrue();
        assertThat(other.get("/here").statusCode()).isEqualTo(200);
      }
    }
    assertThatThrownBy(() -> onPort(65_536, false)).isInstanceOf(UserException.class);
  }

  @Test
  void server_saysWhetherOthersCanReachIt() {
    // Given
    try (TestServer loopback = new TestServer();
        TestServer all =
            new TestServer(HttpConfig.plain("0.0.0.0", 0, false), HttpClient.newHttpClient())) {

      // When, then
      assertThat(loopback.server.isOpenToOthers()).isFalse();
      assertThat(all.server.isOpenToOthers()).isTrue();
    }
  }

  private static HttpConfig onPort(int port, boolean otherIfTaken) {
    return HttpConfig.plain(HttpConfig.LOOPBACK, port, otherIfTaken);
  }
}
