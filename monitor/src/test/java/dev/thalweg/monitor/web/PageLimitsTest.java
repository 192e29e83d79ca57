package dev.thalweg.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.HttpServer;
import dev.thalweg.http.RawConnection;
import dev.thalweg.monitor.web.drawing.DrawnTopics;
import dev.thalweg.monitor.web.state.ModelInput;
import dev.thalweg.monitor.web.state.PageState;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page's server keeps the limits that every server keeps. */
class PageLimitsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final String PAGE = "GET /api/page HTTP/1.1\r\nHost: localhost\r\n";
  private static final String DRAW =
      "POST /api/draw HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n";

  private final DrawnTopics topics = new DrawnTopics(true);

  private HttpServer started(HttpLimits limits) {
    PageConfig config = new PageConfig(HttpConfig.onLoopback(limits), Set.of(), false);
    EventLog events = new EventLog(() -> new byte[0]);
    HttpServer server =
        PageSite.server(
            config,
            new PageRoutes(
                config, "digits", new PageState("digits"), events, topics.drawings, () -> ""));
    server.start();
    return server;
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private static void assertProblem(RawConnection.Response response, int status) {
    assertThat(response.status()).as(response.head()).isEqualTo(status);
    assertThat(response.head())
        .contains("application/problem+json")
        .contains("Content-Security-Policy: default-src 'self';")
        .doesNotContain("Server:");
    assertThat(response.body()).contains("\"status\":" + status + ",\"detail\":\"");
  }

  @Test
  void usualLimits_areThoseOfEveryServer() {
    assertThat(PageConfig.onLoopback().server().limits()).isEqualTo(HttpLimits.DEFAULT);
  }

  @Test
  void headersThatDripIn_endTheConnection() throws IOException {
    // Given
    try (HttpServer server = started(HttpLimits.DEFAULT.withTimeouts(SHORT, LONG, SHORT));
        RawConnection connection = new RawConnection(server.address())) {
      connection.send(PAGE);

      // When
      Thread drip = new Thread(() -> drip(connection));
      drip.start();
      boolean closed = connection.isClosedByTheOtherEnd();
      drip.interrupt();

      // Then
      assertThat(closed).isTrue();
    }
  }

  private static void drip(RawConnection connection) {
    for (int i = 0; i < 1_000 && !Thread.interrupted(); i++) {
      connection.send("X-" + i + ": 1\r\n");
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Test
  void headersThatAreTooLong_areRefused() throws IOException {
    // Given
    try (HttpServer server = started(HttpLimits.DEFAULT);
        RawConnection connection = new RawConnection(server.address())) {
      // When
      connection.send(PAGE + "X: " + "x".repeat(9_000) + "\r\n\r\n");

      // Then
      assertProblem(connection.read(), 431);
    }
  }

  @Test
  void bodyThatIsTooLong_isRefused_howeverItComes() throws IOException {
    // Given
    try (HttpServer server = started(HttpLimits.DEFAULT);
        RawConnection announced = new RawConnection(server.address());
        RawConnection chunked = new RawConnection(server.address())) {
      // When
      announced.send(
          DRAW + "Content-Length: %d\r\n\r\n".formatted(ModelInput.DRAWN_PIXELS_MAX + 1));
      chunked.send(DRAW + "Transfer-Encoding: chunked\r\n\r\n20000\r\n" + "x".repeat(0x20000));

      // Then
      assertProblem(announced.read(), 413);
      assertProblem(chunked.read(), 413);
    }
  }

  @Test
  void bodyThatDoesNotCome_isGivenUp() throws IOException {
    // Given
    try (HttpServer server = started(HttpLimits.DEFAULT.withTimeouts(SHORT, LONG, SHORT));
        RawConnection connection = new RawConnection(server.address())) {
      // When
      connection.send(DRAW + "Content-Length: 784\r\n\r\nx");

      // Then
      assertProblem(connection.read(), 408);
    }
  }

  @Test
  void connectionsAboveTheLimit_waitForOneThatIsClosed() throws IOException {
    // Given
    try (HttpServer server = started(HttpLimits.DEFAULT.withConnectionsMax(1));
        RawConnection first = new RawConnection(server.address());
        RawConnection second = new RawConnection(server.address())) {
      first.send(PAGE + "\r\n");
      assertThat(first.read().status()).isEqualTo(200);
      second.send(PAGE + "\r\n");

      // When
      first.drop();

      // Then
      assertThat(second.read().status()).isEqualTo(200);
    }
  }
}
