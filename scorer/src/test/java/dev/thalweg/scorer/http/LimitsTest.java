package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final byte[] IMAGE = Catalog.pixels(1);
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

  private static TestService service(HttpLimits limits) {
    return new TestService(Catalog.serving(100), HttpConfig.onLoopback(limits));
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the wait for a condition").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static RawConnection.Response raw(TestService service, String request)
      throws IOException {
    try (RawConnection connection = new RawConnection(service.address())) {
      connection.send(request);
      return connection.read();
    }
  }

  private static void assertRawProblem(RawConnection.Response response, int status) {
    assertThat(response.status()).as(response.head()).isEqualTo(status);
    assertThat(response.head()).contains("application/problem+json");
    assertThat(response.body()).contains("\"status\":" + status).doesNotContain("Exception");
  }

  @Test
  void bodyThatIsAnnouncedTooLarge_isRefusedBeforeItIsSent() throws IOException {
    // Given
    try (TestService service = service(HttpLimits.DEFAULT)) {

      // When
      var response =
          raw(
              service,
              "POST " + INFER + HOST + "Expect: 100-continue\r\nContent-Length: 8388609\r\n\r\n");

      // Then
      assertRawProblem(response, 413);
      assertThat(response.closes()).isTrue();
    }
  }

  @Test
  void bodyThatGrowsTooLarge_isRefused() throws IOException {
    // Given
    try (TestService service = service(HttpLimits.DEFAULT.withBodyBytesMax(100))) {

      // When
      var response =
          raw(
              service,
              "POST "
                  + INFER
                  + HOST
                  + "Transfer-Encoding: chunked\r\n\r\n65\r\n"
                  + "x".repeat(101));

      // Then
      assertRawProblem(response, 413);
      await(() -> service.service.bodyBytes() == 0);
    }
  }

  @Test
  void bodiesThatAreTooMuchTogether_areRefused_untilThereIsRoom() throws IOException {
    // Given
    HttpLimits limits =
        new HttpLimits(
            20_000,
            20_000,
            1,
            1,
            8_192,
            10,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ZERO);
    try (TestService service = service(limits);
        RawConnection slow = new RawConnection(service.address())) {
      slow.send("POST " + INFER + HOST + "Content-Length: 19000\r\n\r\n" + " ".repeat(18_000));
      await(() -> service.service.bodyBytes() >= 18_000);

      // When, then
      assertProblem(service.postJson(INFER, inferBody(IMAGE)), 503);
      slow.drop();
      await(() -> service.service.bodyBytes() == 0);
      assertThat(service.postJson(INFER, inferBody(IMAGE)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void moreImagesThanARequestMayHave_areRefused() {
    // Given
    try (TestService service = service(HttpLimits.DEFAULT.withImages(2, 4))) {

      // When, then
      assertThat(service.postJson(INFER, inferBody(IMAGE, IMAGE)).statusCode()).isEqualTo(200);
      assertProblem(service.postJson(INFER, inferBody(IMAGE, IMAGE, IMAGE)), 413);
    }
  }

  @Test
  void fullQueue_isSaidWithRetryAfter_andServedAgainLater() {
    // Given
    try (TestService service = service(HttpLimits.DEFAULT.withImages(2, 2))) {
      service.catalog.hold();
      var request = service.jsonRequest(INFER, inferBody(IMAGE, IMAGE));
      CompletableFuture<HttpResponse<String>> scoring =
          service.client().sendAsync(request, BodyHandlers.ofString());
      awaitTaken(service);
      CompletableFuture<HttpResponse<String>> queued =
          service.client().sendAsync(request, BodyHandlers.ofString());
      await(() -> service.service.queuedImages() == 2);

      // When
      HttpResponse<String> refused = service.send(request);
      service.catalog.release();

      // Then
      assertProblem(refused, 429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(scoring.join().statusCode()).isEqualTo(200);
      assertThat(queued.join().statusCode()).isEqualTo(200);
    }
  }

  /** Until the scoring thread is held with what has come. */
  private static void awaitTaken(TestService service) {
    await(() -> service.catalog.isHolding());
  }

  @Test
  void answerThatTakesTooLong_isGivenUpWithRetryAfter() {
    // Given
    Duration timeout = Duration.ofMillis(100);
    try (TestService service =
        service(HttpLimits.DEFAULT.withTimeouts(timeout, Duration.ofSeconds(30), timeout))) {
      service.catalog.hold();

      // When
      HttpResponse<String> late = service.postJson(INFER, inferBody(IMAGE));
      service.catalog.release();

      // Then
      assertProblem(late, 503);
      assertThat(late.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void bodyThatDoesNotCome_isGivenUp() throws IOException {
    // Given
    Duration timeout = Duration.ofMillis(100);
    try (TestService service =
        service(HttpLimits.DEFAULT.withTimeouts(timeout, Duration.ofSeconds(30), timeout))) {

      // When
      var response = raw(service, "POST " + INFER + HOST + "Content-Length: 9\r\n\r\nx");

      // Then
      assertRawProblem(response, 408);
      assertThat(response.closes()).isTrue();
    }
  }

  @Test
  void headersThatDripIn_endTheConnection() throws IOException {
    // Given
    Duration timeout = Duration.ofMillis(200);
    try (TestService service =
            service(HttpLimits.DEFAULT.withTimeouts(timeout, Duration.ofSeconds(30), timeout));
        RawConnection fresh = new RawConnection(service.address());
        RawConnection kept = new RawConnection(service.address())) {
      kept.send("GET /v2" + HOST + "\r\n");
      assertThat(kept.read().status()).isEqualTo(200);

      for (RawConnection connection : new RawConnection[] {fresh, kept}) {
        // When
        connection.send("GET /v2" + HOST);
        Thread drip =
            new Thread(
                () -> {
                  for (int i = 0; i < 1_000 && !Thread.interrupted(); i++) {
                    connection.send("X-" + i + ": 1\r\n");
                    LockSupport.parkNanos(50_000_000);
                  }
                });
        drip.start();
        var response = connection.read();
        drip.interrupt();

        // Then
        assertThat(response.status()).isIn(0, 408, 431);
      }
      assertThat(service.get("/v2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void idleConnection_isClosed() throws IOException {
    // Given
    Duration second = Duration.ofSeconds(1);
    try (TestService service =
            service(HttpLimits.DEFAULT.withTimeouts(second, Duration.ofMillis(100), second));
        RawConnection connection = new RawConnection(service.address())) {
      connection.send("GET /v2" + HOST + "\r\n");

      // When, then
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.read()).isEqualTo(RawConnection.Response.NONE);
    }
  }

  @Test
  void headersThatAreTooLong_areRefused() throws IOException {
    // Given
    try (TestService service = service(HttpLimits.DEFAULT)) {

      // When, then
      assertRawProblem(
          raw(service, "GET /v2" + HOST + "X: " + "x".repeat(9_000) + "\r\n\r\n"), 431);
      assertRawProblem(raw(service, "GET /" + "x".repeat(9_000) + HOST + "\r\n"), 414);
    }
  }

  @Test
  void whatIsNoHttp_isAProblemToo() throws IOException {
    // Given
    try (TestService service = service(HttpLimits.DEFAULT)) {

      // When, then
      assertRawProblem(raw(service, "nonsense\r\n\r\n"), 400);
      assertRawProblem(raw(service, "GET /v2 HTTP/1.1\r\n\r\n"), 400);
      assertRawProblem(raw(service, "GET /v2 HTTP/7.0\r\nHost: x\r\n\r\n"), 505);
      assertRawProblem(
          raw(
              service,
              "POST "
                  + INFER
                  + HOST
                  + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nxxx"),
          400);
      assertRawProblem(
          raw(
              service,
              "POST " + INFER + HOST + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxxx"),
          415);
    }
  }

  @Test
  void connectionsAboveTheLimit_waitForOneThatIsClosed() throws IOException {
    // Given
    HttpLimits one =
        new HttpLimits(
            100,
            100,
            1,
            1,
            8_192,
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ZERO);
    try (TestService service = service(one);
        RawConnection first = new RawConnection(service.address());
        RawConnection second = new RawConnection(service.address())) {
      first.send("GET /v2" + HOST + "\r\n");
      assertThat(first.read().status()).isEqualTo(200);
      second.send("GET /v2" + HOST + "\r\n");

      // When
      first.drop();

      // Then
      assertThat(second.read().status()).isEqualTo(200);
    }
  }
}
