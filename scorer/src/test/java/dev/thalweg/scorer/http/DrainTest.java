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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final String BODY = inferBody(Catalog.pixels(1));

  @Test
  void stop_answersWhatHasBegun_andTakesNothingNew() throws Exception {
    // Given
    try (TestService service = new TestService(Catalog.serving(100))) {
      service.catalog.hold();
      CompletableFuture<HttpResponse<String>> begun =
          service.client().sendAsync(service.jsonRequest(INFER, BODY), BodyHandlers.ofString());
      LimitsTest.await(service.catalog::isHolding);

      // When
      CompletableFuture<Void> stop = CompletableFuture.runAsync(service.service::close);
      LimitsTest.await(() -> service.get("/v2/health/ready").statusCode() == 503);
      HttpResponse<String> refused = service.postJson(INFER, BODY);
      int live = service.get("/v2/health/live").statusCode();
      boolean stoppedBefore = stop.isDone();
      service.catalog.release();

      // Then
      assertProblem(refused, 503);
      assertThat(refused.headers().firstValue("Connection")).contains("close");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(live).isEqualTo(200);
      assertThat(stoppedBefore).isFalse();
      assertThat(begun.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      stop.get(30, TimeUnit.SECONDS);
      assertThat(connects(service)).isFalse();
    }
  }

  @Test
  void stop_doesNotWaitForEverForWhatCannotBeAnswered() throws Exception {
    // Given
    HttpLimits limits =
        HttpLimits.DEFAULT.withTimeouts(
            Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMillis(50));
    try (TestService service =
            new TestService(Catalog.serving(100), HttpConfig.onLoopback(limits));
        RawConnection never = new RawConnection(service.address())) {
      never.send("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx");
      LimitsTest.await(() -> service.service.bodyBytes() > 0);

      // When
      CompletableFuture.runAsync(service.service::close).get(30, TimeUnit.SECONDS);

      // Then
      assertThat(connects(service)).isFalse();
      assertThat(never.read().status()).isNotEqualTo(200);
    }
  }

  private static boolean connects(TestService service) {
    try {
      new RawConnection(service.address()).drop();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
