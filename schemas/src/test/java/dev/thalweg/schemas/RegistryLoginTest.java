package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.DemandingRegistry.Answer;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.schemas.access.RegistryAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every login that the registry's client has, against a server that demands it. */
@Execution(ExecutionMode.CONCURRENT) // most of them wait
class RegistryLoginTest {
  private static final String LOGIN = "bob:not-a-secret";
  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"bob\""
          + " password=\"not-a-secret\";";
  private static final String BASIC = "basic.auth.credentials.source";
  private static final String BEARER = "bearer.auth.credentials.source";

  @TempDir Path folder;

  private static void check(String url, Map<String, String> properties) {
    try (SchemaRegistry registry =
        SchemaRegistry.at(RegistryAddress.of(url), properties, true, Patience.none())) {
      registry.check();
    }
  }

  private static Map<String, String> prefixed(Map<String, String> settings) {
    Map<String, String> prefixed = new HashMap<>();
    settings.forEach((name, value) -> prefixed.put("schema.registry." + name, value));
    return prefixed;
  }

  static Stream<Map<String, String>> userInfos() {
    Map<String, String> plain = Map.of(BASIC, "USER_INFO", "basic.auth.user.info", LOGIN);
    return Stream.of(
        plain,
        prefixed(plain),
        // As it is handed out: both spellings in one file.
        Map.of(BASIC, "USER_INFO", "schema.registry.basic.auth.user.info", LOGIN),
        Map.of("schema.registry." + BASIC, "USER_INFO", "basic.auth.user.info", LOGIN),
        // The registry's own wins.
        Map.of(
            BASIC,
            "USER_INFO ",
            "basic.auth.user.info",
            "bob:wrong",
            "schema.registry.basic.auth.user.info",
            LOGIN),
        // Without a source there is only one that can be meant.
        Map.of("basic.auth.user.info", LOGIN));
  }

  @ParameterizedTest
  @MethodSource("userInfos")
  void userInfo_reachesTheRegistryInEverySpelling(Map<String, String> properties) throws Exception {
    try (DemandingRegistry server = DemandingRegistry.basic(LOGIN)) {
      check(server.url(), properties);
      assertThat(server.logins()).containsExactly(DemandingRegistry.basicHeader(LOGIN));
    }
  }

  @Test
  void loginInTheUrl_reachesTheRegistry() throws Exception {
    try (DemandingRegistry server = DemandingRegistry.basic(LOGIN)) {
      check(server.urlWithLogin(LOGIN), Map.of());
      check(server.urlWithLogin(LOGIN), Map.of(BASIC, "URL"));
    }
  }

  @Test
  void passwordInTheUrl_mayBeEncodedOrNot() throws Exception {
    try (DemandingRegistry server = DemandingRegistry.basic("bob:p@ss/w+rd,1%")) {
      check(server.urlWithLogin("bob:p%40ss%2Fw+rd%2C1%25"), Map.of());
      check(server.urlWithLogin("bob:p@ss/w+rd,1%"), Map.of());
    }
  }

  @Test
  void loginOfTheBroker_isInherited() throws Exception {
    try (DemandingRegistry server = DemandingRegistry.basic(LOGIN)) {
      check(server.url(), Map.of(BASIC, "SASL_INHERIT", "sasl.jaas.config", JAAS));
      check(
          server.url(),
          Map.of("schema.registry." + BASIC, "SASL_INHERIT", "sasl.jaas.config", JAAS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "schema.registry."})
  void token_reachesTheRegistryInBothSpellings(String prefix) throws Exception {
    try (DemandingRegistry server = DemandingRegistry.bearer("token-77")) {
      check(
          server.url(),
          Map.of(prefix + BEARER, "STATIC_TOKEN", prefix + "bearer.auth.token", "token-77"));
      check(server.url(), Map.of(prefix + "bearer.auth.token", "token-77"));
    }
  }

  private static String jwt() {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"sub\":\"bob\",\"iat\":%d,\"exp\":%d,\"scope\":\"s\"}".formatted(now, now + 3_600);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return Stream.of("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims, "signature")
        .map(part -> encoder.encodeToString(part.getBytes(UTF_8)))
        .reduce((a, b) -> a + "." + b)
        .orElseThrow();
  }

  private static DemandingRegistry issuer(String token, Optional<javax.net.ssl.SSLContext> tls)
      throws Exception {
    return DemandingRegistry.answering(
        tls,
        exchange ->
            DemandingRegistry.basicHeader("me:client-secret")
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                ? Answer.json(200, "{\"access_token\":\"%s\"}".formatted(token))
                : Answer.json(401, "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "schema.registry."})
  void oauthToken_isFetchedAndReachesTheRegistry(String prefix) throws Exception {
    String token = jwt();
    try (DemandingRegistry issuer = issuer(token, Optional.empty());
        DemandingRegistry server = DemandingRegistry.bearer(token)) {
      check(
          server.url(),
          Map.of(
              prefix + BEARER, "OAUTHBEARER",
              prefix + "bearer.auth.issuer.endpoint.url", issuer.url() + "/token",
              prefix + "bearer.auth.client.id", "me",
              prefix + "bearer.auth.client.secret", "client-secret",
              prefix + "bearer.auth.scope", "s",
              prefix + "bearer.auth.logical.cluster", "lsrc-1",
              prefix + "bearer.auth.identity.pool.id", "pool-1"));
    }
  }

  @Test
  void oauthTokenOfTheBroker_isInherited() throws Exception {
    String token = jwt();
    try (DemandingRegistry issuer = issuer(token, Optional.empty());
        DemandingRegistry server = DemandingRegistry.bearer(token)) {
      check(
          server.url(),
          Map.of(
              BEARER,
              "SASL_OAUTHBEARER_INHERIT",
              "bearer.auth.logical.cluster",
              "lsrc-1",
              "bearer.auth.identity.pool.id",
              "pool-1",
              "sasl.mechanism",
              "OAUTHBEARER",
              "sasl.oauthbearer.token.endpoint.url",
              issuer.url() + "/token",
              "sasl.jaas.config",
              "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                  + " clientId=\"me\" clientSecret=\"client-secret\" scope=\"s\";"));
    }
  }

  @Test
  void oauthTokenThatIsRefused_isASentenceWithoutTheSecret() throws Exception {
    try (DemandingRegistry issuer = issuer(jwt(), Optional.empty());
        DemandingRegistry server = DemandingRegistry.bearer("x")) {
      assertThatThrownBy(
              () ->
                  check(
                      server.url(),
                      Map.of(
                          BEARER,
                          "OAUTHBEARER",
                          "bearer.auth.issuer.endpoint.url",
                          issuer.url() + "/token",
                          "bearer.auth.client.id",
                          "me",
                          "bearer.auth.client.secret",
                          "wrong-secret",
                          "bearer.auth.logical.cluster",
                          "lsrc-1",
                          "bearer.auth.identity.pool.id",
                          "pool-1")))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("There is no login for the registry at " + server.url())
          .hasMessageContaining("bearer.auth.client.secret")
          .hasMessageNotContaining("wrong-secret");
    }
  }

  static Stream<Map<String, String>> loginsThatCanNotBe() {
    return Stream.of(
        Map.of(BASIC, "KERBEROS"),
        Map.of(BEARER, "NONESUCH"),
        Map.of(BASIC, "USER_INFO"),
        Map.of(BASIC, "URL"),
        Map.of(BASIC, "SASL_INHERIT"),
        Map.of(BEARER, "STATIC_TOKEN"),
        Map.of(BEARER, "OAUTHBEARER"),
        Map.of(BASIC, "USER_INFO", "basic.auth.user.info", LOGIN, BEARER, "STATIC_TOKEN"));
  }

  @ParameterizedTest
  @MethodSource("loginsThatCanNotBe")
  void sourceWithoutProviderOrValue_isASentence(Map<String, String> properties) {
    assertThatThrownBy(() -> check("http://localhost:9", properties))
        .isInstanceOf(UserException.class)
        .hasMessageMatching("[A-Z].*(auth|sasl)[^ ]*.*\\.")
        .hasMessageNotContaining("not-a-secret");
  }

  @Test
  void registrysOwnTls_isTrustedByItsOwnSettingsAlone() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "registry");
    try (DemandingRegistry server =
        DemandingRegistry.of(Optional.empty(), Optional.of(certificate.context()))) {
      assertThatCode(() -> check(server.url(), certificate.trust("schema.registry.")))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> check(server.url(), certificate.trust("")))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("not trusted")
          .hasMessageContaining("schema.registry.ssl.truststore.location");
    }
  }

  @Test
  void certificateOfOnesOwn_reachesTheRegistry() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "registry");
    Map<String, String> settings = new HashMap<>(certificate.trust("schema.registry."));
    settings.put("schema.registry.ssl.keystore.location", certificate.store().toString());
    settings.put("schema.registry.ssl.keystore.password", SelfSigned.PASSWORD);
    settings.put("schema.registry.ssl.key.password", SelfSigned.PASSWORD);
    settings.put("schema.registry.ssl.keystore.type", "PKCS12");
    settings.put("basic.auth.user.info", LOGIN);
    try (DemandingRegistry server =
        DemandingRegistry.of(
            Optional.of(DemandingRegistry.basicHeader(LOGIN)),
            Optional.of(certificate.context()))) {
      check(server.url(), settings);
    }
  }

  @Test
  void firstRegistryThatIsAway_isReplacedByTheNext() throws Exception {
    try (DemandingRegistry server = DemandingRegistry.basic(LOGIN);
        DemandingRegistry second = DemandingRegistry.basic(LOGIN)) {
      String away = "http://localhost:9";
      for (int i = 0; i < 8; i++) { // which is asked first is by chance
        check(away + "," + server.url(), Map.of("basic.auth.user.info", LOGIN));
        check(server.urlWithLogin(LOGIN) + " , " + second.url(), Map.of());
      }
      assertThat(second.logins()).isNotEmpty();
    }
  }

  @Test
  void proxyWithoutARegistryBehindIt_isReplacedByTheNext() throws Exception {
    try (DemandingRegistry proxy =
            DemandingRegistry.answering(
                Optional.empty(), exchange -> new Answer(502, "text/html", "<html>"));
        DemandingRegistry server =
            DemandingRegistry.answering(
                Optional.empty(), exchange -> Answer.json(200, "{\"schema\":\"\\\"int\\\"\"}"));
        SchemaRegistry registry =
            SchemaRegistry.at(
                RegistryAddress.of(proxy.url() + "," + server.url()),
                Map.of(),
                true,
                Patience.none())) {
      assertThat(registry.byId(1)).isPresent();
    }
  }

  @Test
  void login_isInNoTextOfAConnection() {
    Connection connection =
        new Connection(
            "broker:1",
            "http://bob:pass-word-1@one:1/x,http://two:2",
            Map.of(
                "sasl.jaas.config", JAAS,
                "basic.auth.user.info", "alice:pass-word-2",
                "bearer.auth.token", "token-77",
                "ssl.keystore.password", "pass-word-3",
                "bearer.auth.issuer.endpoint.url", "http://me:pass-word-4@issuer/"),
            true);
    List<String> texts =
        List.of(
            connection.toString(),
            connection.schemaRegistry(),
            connection.shownProperties().toString(),
            connection.clientConfig().toString(),
            connection.redacted("with not-a-secret, token-77 and pass-word-1 it said no"));
    assertThat(texts).noneMatch(text -> text.matches(".*(pass-word|not-a-secret|token-77).*"));
    assertThat(connection.schemaRegistry()).isEqualTo("http://one:1/x,http://two:2");
  }
}
