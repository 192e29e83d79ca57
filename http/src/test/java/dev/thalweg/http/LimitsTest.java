package dev.thalweg.http;

import static dev.thalweg.http.TestServer.ECHO;
import static dev.thalweg.http.TestServer.HELD;
import static dev.thalweg.http.TestServer.HERE;
import static dev.thalweg.http.TestServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  private static TestServer server(HttpLimits limits) {
    return new TestServer(limits);
  }

  private static TestServer hasty() {
    return server(HttpLimits.DEFAULT.withTimeouts(SHORT, LONG, SHORT));
  }

  @Test
  void bodyThatIsAnnouncedTooLarge_isRefusedBeforeItIsSent() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT)) {

      // When
      var response =
          server.raw(
              "POST " + ECHO + HOST + "Expect: 100-continue\r\nContent-Length: 8388609\r\n\r\n");

      // Then
      assertProblem(response, 413);
      assertThat(response.closes()).isTrue();
    }
  }

  @Test
  void bodyThatGrowsTooLarge_isRefused() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT.withBodyBytesMax(100))) {

      // When
      var response =
          server.raw(
              "POST " + ECHO + HOST + "Transfer-Encoding: chunked\r\n\r\n65\r\n" + "x".repeat(101));

      // Then
      assertProblem(response, 413);
      Waiting.until(() -> server.server.bodyBytes() == 0);
    }
  }

  @Test
  void routeWithALowerLimit_takesNoMore() {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT)) {

      // When, then
      assertThat(server.post("/short", "x".repeat(10)).body()).isEqualTo("x".repeat(10));
      assertProblem(server.post("/short", "x".repeat(11)), 413);
    }
  }

  @Test
  void bodiesThatAreTooMuchTogether_areRefused_untilThereIsRoom() throws IOException {
    // Given
    HttpLimits limits = new HttpLimits(20_000, 20_000, 8_192, 10, LONG, LONG, Duration.ZERO);
    String body = "x".repeat(3_000);
    try (TestServer server = server(limits);
        RawConnection slow = new RawConnection(server.address())) {
      slow.send("POST " + ECHO + HOST + "Content-Length: 19000\r\n\r\n" + " ".repeat(18_000));
      Waiting.until(() -> server.server.bodyBytes() >= 18_000);

      // When, then
      assertProblem(server.post(ECHO, body), 503);
      slow.drop();
      Waiting.until(() -> server.server.bodyBytes() == 0);
      assertThat(server.post(ECHO, body).body()).isEqualTo(body);
    }
  }

  @Test
  void answerThatTakesTooLong_isGivenUpWithRetryAfter() {
    // Given
    try (TestServer server = hasty()) {

      // When
      HttpResponse<String> late = server.post(HELD, "x");

      // Then
      assertProblem(late, 503);
      assertThat(late.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void bodyThatDoesNotCome_isGivenUp() throws IOException {
    // Given
    try (TestServer server = hasty()) {

      // When
      var response = server.raw("POST " + ECHO + HOST + "Content-Length: 9\r\n\r\nx");

      // Then
      assertProblem(response, 408);
      assertThat(response.closes()).isTrue();
    }
  }

  @Test
  void headersThatDripIn_endTheConnection() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT.withTimeouts(SHORT, LONG, SHORT));
        RawConnection fresh = new RawConnection(server.address());
        RawConnection kept = new RawConnection(server.address());
        RawConnection continued = new RawConnection(server.address())) {
      kept.send("GET " + HERE + HOST + "\r\n");
      assertThat(kept.read().status()).isEqualTo(200);
      continued.send("POST " + ECHO + HOST + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n");
      assertThat(continued.read().status()).isEqualTo(100);
      continued.send("x");
      assertThat(continued.read().status()).isEqualTo(200);

      for (RawConnection connection : new RawConnection[] {fresh, kept, continued}) {
        // When
        connection.send("GET " + HERE + HOST);
        Thread drip = new Thread(() -> drip(connection));
        drip.start();
        boolean closed = connection.isClosedByTheOtherEnd();
        drip.interrupt();

        // Then
        assertThat(closed).isTrue();
      }
      assertThat(server.get(HERE).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void visitorsAreAnswered_whileMoreConnectionsThanThereMayBeDrip() throws IOException {
    // Given
    HttpLimits limits = HttpLimits.DEFAULT.withConnectionsMax(20).withTimeouts(SHORT, LONG, SHORT);
    List<RawConnection> dripping = new ArrayList<>();
    try (TestServer server = server(limits)) {
      for (int i = 0; i < 20; i++) {
        RawConnection connection = new RawConnection(server.address());
        connection.send("GET " + HERE + HOST);
        dripping.add(connection);
      }
      Thread drip = new Thread(() -> drip(dripping));
      drip.start();

      // When, then
      assertThat(server.get(HERE).statusCode()).isEqualTo(200);
      drip.interrupt();
    } finally {
      dripping.forEach(RawConnection::close);
    }
  }

  private static void drip(RawConnection connection) {
    drip(List.of(connection));
  }

  private static void drip(List<RawConnection> connections) {
    for (int i = 0; i < 1_000 && !Thread.interrupted(); i++) {
      connections.forEach(connection -> connection.send("x"));
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Test
  void answerThatIsReadByteByByte_isGivenUp_andItsBytesAreFree() throws IOException {
    // Given
    HttpLimits limits = HttpLimits.DEFAULT.withTimeouts(Duration.ofSeconds(1), LONG, Duration.ZERO);
    try (TestServer server = server(limits);
        RawConnection slow = new RawConnection(server.address())) {

      // When
      slow.send("GET " + TestServer.LARGE + HOST + "\r\n");
      Waiting.until(() -> server.server.bodyBytes() >= TestServer.LARGE_BYTES);

      // Then: it reads all the while
      Waiting.until(
          () -> {
            slow.readByte();
            return server.server.bodyBytes() == 0;
          });
      assertThat(server.answered).contains(new TestServer.Answered(TestServer.LARGE, 200));
      assertThat(slow.isClosedByTheOtherEnd()).isTrue();
    }
  }

  @Test
  void idleConnection_isClosed() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT.withTimeouts(LONG, SHORT, SHORT));
        RawConnection connection = new RawConnection(server.address())) {
      connection.send("GET " + HERE + HOST + "\r\n");

      // When, then
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.read()).isEqualTo(RawConnection.Response.NONE);
    }
  }

  @Test
  void headersThatAreTooLong_areRefused() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT)) {

      // When, then
      assertProblem(server.raw("GET " + HERE + HOST + "X: " + "x".repeat(9_000) + "\r\n\r\n"), 431);
      assertProblem(server.raw("GET /" + "x".repeat(9_000) + HOST + "\r\n"), 414);
    }
  }

  @Test
  void whatIsNoHttp_isAProblemToo() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT)) {
      String both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nxxx";

      // When, then
      assertProblem(server.raw("nonsense\r\n\r\n"), 400);
      assertProblem(server.raw("GET " + HERE + " HTTP/1.1\r\n\r\n"), 400);
      assertProblem(server.raw("GET " + HERE + " HTTP/7.0\r\nHost: x\r\n\r\n"), 505);
      assertProblem(server.raw("POST " + ECHO + HOST + both), 400);
      assertThat(server.answered).contains(new TestServer.Answered("none", 400));
    }
  }

  @Test
  void connectionsAboveTheLimit_waitForOneThatIsClosed() throws IOException {
    // Given
    try (TestServer server = server(HttpLimits.DEFAULT.withConnectionsMax(1));
        RawConnection first = new RawConnection(server.address());
        RawConnection second = new RawConnection(server.address())) {
      first.send("GET " + HERE + HOST + "\r\n");
      assertThat(first.read().status()).isEqualTo(200);
      second.send("GET " + HERE + HOST + "\r\n");

      // When
      first.drop();

      // Then
      assertThat(second.read().status()).isEqualTo(200);
    }
  }

  @Test
  void limitsThatAreNotPossible_areSentences() {
    // When, then
    assertThatThrownBy(() -> HttpLimits.DEFAULT.withBodyBytesMax(0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("body limit");
    assertThatThrownBy(() -> HttpLimits.DEFAULT.withTimeouts(Duration.ZERO, LONG, LONG))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("request timeout");
  }
}
