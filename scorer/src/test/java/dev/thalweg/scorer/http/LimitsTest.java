package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.Waiting;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final byte[] IMAGE = Catalog.pixels(1);

  private static TestService service(ExampleLimits limits) {
    return new TestService(Catalog.serving(100), TestService.config(limits));
  }

  @Test
  void moreImagesThanARequestMayHave_areRefused() {
    // Given
    try (TestService service = service(new ExampleLimits(2, 4))) {

      // When, then
      assertThat(service.postJson(INFER, inferBody(IMAGE, IMAGE)).statusCode()).isEqualTo(200);
      assertProblem(service.postJson(INFER, inferBody(IMAGE, IMAGE, IMAGE)), 413);
    }
  }

  @Test
  void fullQueue_isSaidWithRetryAfter_andServedAgainLater() {
    // Given
    try (TestService service = service(new ExampleLimits(2, 2))) {
      service.catalog.hold();
      var request = service.jsonRequest(INFER, inferBody(IMAGE, IMAGE));
      CompletableFuture<HttpResponse<String>> scoring =
          service.client().sendAsync(request, BodyHandlers.ofString());
      awaitTaken(service);
      CompletableFuture<HttpResponse<String>> queued =
          service.client().sendAsync(request, BodyHandlers.ofString());
      Waiting.until(() -> service.service.queuedExamples() == 2);

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
    Waiting.until(() -> service.catalog.isHolding());
  }

  @Test
  void limitsOfTheServer_areThoseOfTheConfiguration() {
    // Given
    Duration timeout = Duration.ofMillis(100);
    HttpLimits limits =
        HttpLimits.DEFAULT
            .withBodyBytesMax(8_000)
            .withTimeouts(timeout, Duration.ofSeconds(30), timeout);
    try (TestService service =
        new TestService(Catalog.serving(100), TestService.config(HttpConfig.onLoopback(limits)))) {

      // When, then
      assertProblem(service.postJson(INFER, " ".repeat(8_001)), 413);
      service.catalog.hold();
      HttpResponse<String> late = service.postJson(INFER, inferBody(IMAGE));
      service.catalog.release();
      assertProblem(late, 503);
      assertThat(late.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void limitsThatAreNotPossible_areSentences() {
    // When, then
    assertThatThrownBy(() -> new ExampleLimits(0, 1)).isInstanceOf(UserException.class);
    assertThatThrownBy(() -> new ExampleLimits(1, 0)).isInstanceOf(UserException.class);
    assertThatThrownBy(() -> new ExampleLimits(3, 2))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("let more wait");
    assertThat(ExampleLimits.DEFAULT.withQueuedMax(100)).isEqualTo(new ExampleLimits(100, 100));
  }
}
