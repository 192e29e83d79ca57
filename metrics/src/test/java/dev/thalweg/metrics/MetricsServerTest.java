package dev.thalweg.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  private static HttpResponse<String> get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  @Test
  void metrics_areServedOnAFreePortUntilItIsClosed() throws Exception {
    // Given
    metrics.gauge(Sample.LEVEL, () -> 4);
    URI address;

    try (MetricsServer server = MetricsServer.start(metrics, "127.0.0.1", 0)) {
      // When
      address = server.address();
      HttpResponse<String> answer = get(address);

      // Then
      assertThat(address.toString()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
      assertThat(answer.body()).contains("\nthalweg_test_level_seconds 4.0\n");
    }
    assertThatThrownBy(() -> get(address)).isInstanceOf(IOException.class);
  }

  @Test
  void address_isAUrlInEveryLocale_andForAnAddressOfIpv6() throws Exception {
    assumeTrue(isIpv6There(), "This machine has no IPv6");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      for (String host : List.of("::1", "[::1]", "::1%lo")) {
        try (MetricsServer server = MetricsServer.start(metrics, host, 0)) {
          assertThat(server.address().toString()).matches("http://\\[::1]:[0-9]+/metrics");
          assertThat(get(server.address()).statusCode()).isEqualTo(200);
        }
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private static boolean isIpv6There() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK_6))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void portThatIsTaken_isAnError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> MetricsServer.start(metrics, "127.0.0.1", taken.getLocalPort()))
          .isInstanceOf(IOException.class);
    }
  }
}
