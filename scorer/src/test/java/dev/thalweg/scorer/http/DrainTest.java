package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.assertProblem;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.RawConnection;
import dev.thalweg.http.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
      Waiting.until(service.catalog::isHolding);

      // When
      CompletableFuture<Void> stop = CompletableFuture.runAsync(service.service::close);
      Waiting.until(() -> service.get("/v2/health/ready").statusCode() == 503);
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

  private static boolean connects(TestService service) {
    try {
      new RawConnection(service.address()).drop();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
