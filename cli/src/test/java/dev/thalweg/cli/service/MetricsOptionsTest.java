package dev.thalweg.cli.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsOptionsTest {
  private final List<String> events = new ArrayList<>();

  private static MetricsOptions train(String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "train";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return CommandLines.parse(TrainCommand.class, Map.of(), args).metrics;
  }

  /** A service with metrics of these options beside it. */
  private Assembly assembly(MetricsOptions options) {
    Assembly assembly = new Assembly("stub");
    assembly.add(options.part(options.registry().orElseGet(Metrics::new), events::add));
    assembly.add(Part.lasting("the stub", () -> events.add("started"), () -> events.add("closed")));
    return assembly;
  }

  @Test
  void withoutAPort_nothingIsMeasuredOrServed() {
    // Given
    MetricsOptions options = train();

    // When
    try (Assembly assembly = assembly(options)) {
      assembly.start();
    }

    // Then
    assertThat(options.registry()).isEmpty();
    assertThat(events).containsExactly("started", "closed");
  }

  @Test
  void port_isOpenedAndToldBeforeTheServiceStarts() {
    // Given
    MetricsOptions options = train("--metrics-port", "0");

    // When
    try (Assembly assembly = assembly(options)) {
      assembly.start();
    }

    // Then
    assertThat(events).hasSize(3).element(1).isEqualTo("started");
    assertThat(events.get(0)).matches("Metrics are at http://127\\.0\\.0\\.1:[1-9]\\d*/metrics\\.");
  }

  /** As many as would keep a server with a thread for each of them from answering. */
  @Test
  void connectionsThatDrip_keepNobodyFromTheMetrics() throws Exception {
    // Given
    List<Socket> dripping = new ArrayList<>();
    try (Assembly assembly = assembly(train("--metrics-port", "0"))) {
      assembly.start();
      URI address = address();
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket(address.getHost(), address.getPort());
        dripping.add(socket);
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nX: ".getBytes(UTF_8));
      }

      // When, then
      assertThat(answer("GET", address).body()).contains("jvm_memory_used_bytes");
    } finally {
      for (Socket socket : dripping) {
        socket.close();
      }
    }
  }

  @Test
  void metrics_areServedAsEverythingElseIs() throws Exception {
    try (Assembly assembly = assembly(train("--metrics-port", "0"))) {
      assembly.start();
      URI address = address();

      assertThat(answer("GET", URI.create(address + "/")).headers().firstValue("Content-Type"))
          .contains(Metrics.CONTENT_TYPE);
      assertThat(answer("HEAD", address).statusCode()).isEqualTo(200);
      assertThat(answer("OPTIONS", address).headers().firstValue("Allow"))
          .contains("GET, HEAD, OPTIONS");
      assertThat(answer("POST", address).statusCode()).isEqualTo(405);
      assertThat(answer("GET", address.resolve("/")).body()).contains("/metrics");
    }
  }

  private URI address() {
    return URI.create(events.get(0).replaceFirst("Metrics are at (.*)\\.", "$1"));
  }

  private static HttpResponse<String> answer(String method, URI address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void hostThatIsNone_isASentence() {
    try (Assembly assembly =
        assembly(train("--metrics-port", "0", "--metrics-host", "no-such-host.invalid"))) {
      assertThatThrownBy(assembly::start)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("no-such-host.invalid")
          .hasMessageContaining("--metrics-host");
    }
  }

  @Test
  void portThatIsTaken_isToldBeforeTheServiceStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Given
      MetricsOptions options = train("--metrics-port", Integer.toString(taken.getLocalPort()));

      // When, then
      try (Assembly assembly = assembly(options)) {
        assertThatThrownBy(assembly::start)
            .isInstanceOf(UserException.class)
            .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort())
            .hasMessageContaining("--metrics-port");
        assertThat(events).doesNotContain("started");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536"})
  void portThatIsNone_isRefused(String port) {
    try (Metrics metrics = new Metrics()) {
      assertThatThrownBy(
              () -> train("--metrics-port", port).part(metrics, events::add).starting().run())
          .isInstanceOf(UserException.class)
          .hasMessageContaining(port + " is not a port");
    }
  }

  @Test
  void environment_namesThePortForEveryCommandThatHasIt() {
    Map<String, String> environment = Map.of("THALWEG_METRICS_PORT", "9404");

    assertThat(CommandLines.value("--metrics-port", environment, "train")).isEqualTo(9404);
    assertThat(CommandLines.value("--metrics-port", environment, "produce")).isEqualTo(9404);
    assertThat(CommandLines.value("--metrics-port", environment, "monitor")).isEqualTo(9404);
  }
}
