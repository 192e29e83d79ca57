package dev.thalweg.integration.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/**
 * All services behind a registry that demands a login, by the file alone, at their most talkative:
 * they work, and the login and every other secret of the file are in nothing that they print, write
 * or serve.
 */
@Order(9)
@ResourceLock("the guarded registry")
@OnEachStack(containersByDefault = false)
class GuardedRegistryIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final String USER_PASSWORD = "hush-url-4711";
  private static final String TOKEN = "hush-token-4712";
  private static final String JAAS_PASSWORD = "hush-jaas-4713";
  private static final String STORE_PASSWORD = "hush-store-4714";
  private static final Pattern ADDRESS =
      Pattern.compile("(?:Metrics are at|The page is at|HTTP is answered on) (http://\\S+:\\d+)");

  /** What every file here has of secrets beside the registry's login. */
  private static final String OTHERS =
      "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"bob\" password=\""
          + JAAS_PASSWORD
          + "\";\r\n"
          + "ssl.keystore.password="
          + STORE_PASSWORD
          + "\r\n"
          + "ssl.key.password="
          + STORE_PASSWORD
          + "\r\n"
          + "request.timeout.ms=200000\r\n"
          + "allow.auto.create.topics=true\r\n";

  @Parameter TestStack stack;

  @TempDir Path given;
  @TempDir Path home;

  private final List<ThalwegProcess> started = new ArrayList<>();

  @Test
  void basicLoginInAListOfUrlsOverTls_servesEveryService_andShowsNothing() throws Exception {
    Path store = SelfSignedStore.in(given, STORE_PASSWORD);
    try (GuardedRegistry registry =
        new GuardedRegistry(
            stack.connection().schemaRegistry(),
            basic("bob:" + USER_PASSWORD),
            Optional.of(store),
            STORE_PASSWORD)) {
      // Given: one of two is away
      String away = "https://localhost:9";
      Path file =
          file(
              "\uFEFFthalweg.pipeline=guarded-url\r\n"
                  + "schema.registry.url="
                  + away
                  + ","
                  + registry.url("bob:" + USER_PASSWORD + "@")
                  + "\r\n"
                  + "schema.registry.ssl.truststore.location="
                  + store
                  + "\r\n"
                  + "schema.registry.ssl.truststore.password="
                  + STORE_PASSWORD
                  + "\r\n"
                  + "schema.registry.ssl.truststore.type=PKCS12\r\n");

      runAllServices(
          file,
          List.of("snapshots", "list"),
          List.of("verify"),
          List.of("replay", "--learning-rate", "0.002", "--report", home + "/report.json"));

      assertThat(registry.served()).anyMatch(path -> path.contains("guarded-url.predictions"));
    } finally {
      started.forEach(ThalwegProcess::close);
    }
  }

  @Test
  void bearerToken_servesEveryService_andShowsNothing() throws Exception {
    try (GuardedRegistry registry =
        new GuardedRegistry(
            stack.connection().schemaRegistry(), "Bearer " + TOKEN, Optional.empty(), "")) {
      Path file =
          file(
              "thalweg.pipeline=guarded-token\n"
                  + "schema.registry.url="
                  + registry.url("")
                  + "\n"
                  + "bearer.auth.credentials.source=STATIC_TOKEN\n"
                  + "schema.registry.bearer.auth.token="
                  + TOKEN
                  + "\n");

      runAllServices(file);

      assertThat(registry.served()).anyMatch(path -> path.contains("guarded-token.predictions"));
    } finally {
      started.forEach(ThalwegProcess::close);
    }
  }

  @Test
  void bothSpellingsInOneFile_serve_andAWrongPasswordIsToldWithoutIt() throws Exception {
    try (GuardedRegistry registry =
        new GuardedRegistry(
            stack.connection().schemaRegistry(), basic("bob:right"), Optional.empty(), "")) {
      String handedOut =
          "thalweg.pipeline=guarded-basic\nschema.registry.url=%s\n".formatted(registry.url(""))
              + "basic.auth.credentials.source=USER_INFO\n"
              + "schema.registry.basic.auth.user.info=bob:";
      assertThat(run(file(handedOut + "right\n"), "topics", "create").out()).contains("15 of 15");

      Path wrong = file(handedOut + USER_PASSWORD + "\n");
      for (String service : new String[] {"train", "score", "monitor", "produce"}) {
        ThalwegProcess refused = start(wrong, service);
        assertThat(refused.awaitExit(LONG)).as(refused.describe()).isEqualTo(1);
        assertThat(refused.err())
            .contains("does not accept the login (401): check basic.auth.user.info.");
      }
      assertNothingIsShown(List.of());
    } finally {
      started.forEach(ThalwegProcess::close);
    }
  }

  @SafeVarargs
  private void runAllServices(Path file, List<String>... more) throws Exception {
    run(file, "topics", "create");
    List<ThalwegProcess> services =
        List.of(
            start(file, "train", "--snapshot-every", "320", "--metrics-port", "0"),
            start(file, "score", "--http-port", "0"),
            start(file, "monitor", "--http-port", "0", "--window", "1"));
    run(file, "produce", "--source", "digits", "--samples", "1000", "--rate", "max");
    for (ThalwegProcess service : services) {
      Awaitility.await("readiness")
          .atMost(LONG)
          .failFast(() -> assertThat(service.isAlive()).as(service.describe()).isTrue())
          .until(() -> service.err().contains("is ready"));
    }
    run(file, "produce", "--to", "examples", "--source", "digits", "--samples", "100");
    assertThat(run(file, "watch", "predictions", "--from-beginning", "--max-messages", "100").out())
        .isNotEmpty();
    assertThat(run(file, "watch", "accuracy", "--from-beginning", "--max-messages", "1").out())
        .isNotEmpty();
    for (List<String> command : more) {
      run(file, command.toArray(String[]::new));
    }

    List<String> pages = new ArrayList<>();
    for (ThalwegProcess service : services) {
      Matcher address = ADDRESS.matcher(service.err());
      while (address.find()) {
        pages.add(get(URI.create(address.group(1) + "/")));
        pages.add(get(URI.create(address.group(1) + "/metrics")));
      }
    }
    assertThat(pages).hasSizeGreaterThanOrEqualTo(6);
    services.forEach(ThalwegProcess::interrupt);
    for (ThalwegProcess service : services) {
      service.awaitExit(LONG);
      assertThat(service.err())
          .contains("allow.auto.create.topics=true of --command-config is overruled")
          .contains("sasl.jaas.config = ***");
    }
    assertNothingIsShown(pages);
  }

  private static String get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }

  /** Neither as it is nor as it is sent. */
  private void assertNothingIsShown(List<String> pages) throws IOException {
    List<String> secrets =
        List.of(
            "hush", Base64.getEncoder().encodeToString(("bob:" + USER_PASSWORD).getBytes(UTF_8)));
    for (String page : pages) {
      assertThat(page).doesNotContain(secrets);
    }
    int files = 0;
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        // As bytes: state is no text.
        assertThat(Files.readString(file, ISO_8859_1)).as(file.toString()).doesNotContain(secrets);
        files++;
      }
    }
    assertThat(files).isGreaterThanOrEqualTo(2 * started.size());
  }

  private ThalwegProcess run(Path file, String... args) {
    ThalwegProcess process = start(file, args);
    assertThat(process.awaitExit(LONG)).as(process.describe()).isZero();
    return process;
  }

  private ThalwegProcess start(Path file, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--command-config", file.toString(), "--verbose"));
    if (List.of("train", "score", "monitor").contains(args[0])) {
      all.addAll(List.of("--instance", "one", "--state-dir", home.resolve(args[0]).toString()));
    }
    ThalwegProcess process = ThalwegProcess.start(home, all.toArray(String[]::new));
    started.add(process);
    return process;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(
        Files.createTempFile(given, "client", ".properties"),
        text + OTHERS + "bootstrap.servers=" + stack.connection().bootstrapServer() + "\r\n");
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
  }
}
