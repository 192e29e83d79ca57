package dev.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.DemandingRegistry.Answer;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.schemas.access.RegistryAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way not to be served by a registry says what it is. */
@Execution(ExecutionMode.CONCURRENT) // most of them wait
class RegistryAnswerTest {
  private static final String PAGE = "<!doctype html><title>Login</title>";

  @TempDir Path folder;

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFound(
      String url, Map<String, String> properties) {
    return assertThatThrownBy(
            () -> SchemaRegistry.find(RegistryAddress.of(url), properties, Patience.none()))
        .isInstanceOf(UserException.class)
        .hasMessageNotContaining("secret")
        .hasMessageEndingWith(".");
  }

  private static DemandingRegistry always(int status, String type, String body) throws Exception {
    return DemandingRegistry.answering(
        Optional.empty(), exchange -> new Answer(status, type, body));
  }

  @Test
  void refusedLogin_namesTheSettingToCheck() throws Exception {
    try (DemandingRegistry server = DemandingRegistry.basic("bob:other")) {
      assertFound(server.url(), Map.of())
          .hasMessageContaining("(401)")
          .hasMessageContaining("basic.auth.user.info=USER:PASSWORD or bearer.auth.token");
      assertFound(server.url(), Map.of("basic.auth.user.info", "bob:secret"))
          .hasMessageContaining("(401): check basic.auth.user.info.");
      assertFound(server.urlWithLogin("bob:secret"), Map.of())
          .hasMessageContaining("check the user and password in its URL.");
      assertFound(server.url(), Map.of("bearer.auth.token", "secret"))
          .hasMessageContaining("check bearer.auth.token.");
    }
  }

  @Test
  void missingRight_isNotAWrongLogin() throws Exception {
    try (DemandingRegistry server = always(403, "application/json", "{}")) {
      assertFound(server.url(), Map.of("basic.auth.user.info", "bob:secret"))
          .hasMessageContaining("does not give this user its subjects (403)");
    }
  }

  @Test
  void missingPath_isFoundAmongTheUsualOnes() throws Exception {
    try (DemandingRegistry server =
        DemandingRegistry.answering(
            Optional.empty(),
            exchange ->
                exchange.getRequestURI().getPath().equals("/apis/ccompat/v7/subjects")
                    ? Answer.json(200, "[]")
                    : new Answer(404, "text/html", PAGE))) {
      RegistryAddress found =
          SchemaRegistry.find(
              RegistryAddress.of(server.urlWithLogin("bob:secret")), Map.of(), Patience.none());

      assertThat(found.toString()).isEqualTo(server.url() + "/apis/ccompat/v7");
      assertThat(server.logins()).containsOnly(DemandingRegistry.basicHeader("bob:secret"));
    }
  }

  @ParameterizedTest
  @CsvSource({"404, There is nothing (404)", "200, A web page answers"})
  void pathThatIsNowhere_isToldWithThoseThatWereTried(int status, String start) throws Exception {
    try (DemandingRegistry server = always(status, "text/html", PAGE)) {
      assertFound(server.url(), Map.of())
          .hasMessageStartingWith(start)
          .hasMessageContaining("/apis/ccompat/v7")
          .hasMessageContaining("--schema-registry")
          .hasMessageNotContaining("doctype");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "302, has moved (302)",
    "407, A proxy before the registry",
    "500, answered 500 to its subjects (a page in place of JSON)"
  })
  void otherAnswers_areToldApart(int status, String sentence) throws Exception {
    try (DemandingRegistry server = always(status, "text/html", PAGE)) {
      assertFound(server.url(), Map.of()).hasMessageContaining(sentence);
    }
  }

  @Test
  void noAnswer_isToldAsSuch() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertFound("http://bob:secret@localhost:" + free, Map.of())
        .hasMessageContaining("does not answer (Connection refused)");
    assertFound("http://nowhere.invalid:1", Map.of())
        .hasMessageContaining("does not answer (unknown host nowhere.invalid)");
    try (ServerSocket silent = new ServerSocket(0)) {
      assertFound(
              "http://localhost:" + silent.getLocalPort(),
              Map.of("schema.registry.http.read.timeout.ms", "300"))
          .hasMessageContaining("does not answer (Read timed out)");
    }
  }

  @Test
  void tlsAndPlaintext_areToldApart() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "registry");
    try (DemandingRegistry secure =
            DemandingRegistry.of(Optional.empty(), Optional.of(certificate.context()));
        DemandingRegistry plain = always(200, "application/json", "[]")) {
      assertFound(secure.url(), Map.of())
          .hasMessageContaining("has a certificate that is not trusted here")
          .hasMessageContaining("schema.registry.ssl.truststore.location");
      assertFound(secure.url().replace("https:", "http:"), Map.of())
          .hasMessageContaining("speaks TLS: give its URL with https://");
      assertFound(
              plain.url().replace("http:", "https:"),
              Map.of("schema.registry.http.read.timeout.ms", "1000"))
          .hasMessageContaining("speaks no TLS: give its URL with http://");
    }
  }

  @Test
  void addressThatIsNone_isASentence() {
    assertFound("registry:8081", Map.of()).hasMessageContaining("give http://HOST:PORT");
    assertFound("ftp://bob:secret@x", Map.of()).hasMessageContaining("give http://HOST:PORT");
    assertFound("http://", Map.of()).hasMessageContaining("give http://HOST:PORT");
    assertFound("http://::1:8081", Map.of()).hasMessageContaining("an address of IPv6 in brackets");
  }

  @Test
  void settingThatTheClientRefuses_isASentence() {
    assertFound(
            "https://localhost:9",
            Map.of(
                "schema.registry.ssl.truststore.location", "/nowhere.p12",
                "schema.registry.ssl.truststore.password", "secret"))
        .hasMessageContaining("The registry's client can't be set up")
        .hasMessageContaining("/nowhere.p12");
    assertFound("http://localhost:9", Map.of("schema.registry.http.read.timeout.ms", "soon"))
        .hasMessageContaining("can't be set up");
  }
}
