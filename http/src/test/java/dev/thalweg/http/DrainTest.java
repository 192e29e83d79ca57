package dev.thalweg.http;

import static dev.thalweg.http.TestServer.ECHO;
import static dev.thalweg.http.TestServer.HELD;
import static dev.thalweg.http.TestServer.HERE;
import static dev.thalweg.http.TestServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.route.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {

  @Test
  void stop_answersWhatHasBegun_andTakesNothingNew() throws Exception {
    // Given
    try (TestServer server = new TestServer()) {
      CompletableFuture<HttpResponse<String>> begun = server.postAsync(HELD, "x");
      Waiting.until(() -> server.held.getNumberOfDependents() > 0);

      // When
      CompletableFuture<Void> stop = CompletableFuture.runAsync(server.server::close);
      Waiting.until(() -> server.get("/stopping").body().contains("true"));
      HttpResponse<String> refused = server.get(HERE);
      int open = server.get("/open").statusCode();
      boolean stoppedBefore = stop.isDone();
      server.held.complete(Answer.text("text/plain", "at last"));

      // Then
      assertProblem(refused, 503);
      assertThat(refused.headers().firstValue("Connection")).contains("close");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(open).isEqualTo(200);
      assertThat(stoppedBefore).isFalse();
      assertThat(begun.get(30, TimeUnit.SECONDS).body()).isEqualTo("at last");
      stop.get(30, TimeUnit.SECONDS);
      assertThat(connects(server)).isFalse();
    }
  }

  @Test
  void stop_doesNotWaitForEverForWhatCannotBeAnswered() throws Exception {
    // Given
    HttpLimits limits =
        HttpLimits.DEFAULT.withTimeouts(
            Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMillis(50));
    try (TestServer server = new TestServer(limits);
        RawConnection never = new RawConnection(server.address())) {
      never.send("POST " + ECHO + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx");
      Waiting.until(() -> server.server.bodyBytes() > 0);

      // When
      CompletableFuture.runAsync(server.server::close).get(30, TimeUnit.SECONDS);

      // Then
      assertThat(connects(server)).isFalse();
      assertThat(never.read().status()).isNotEqualTo(200);
    }
  }

  private static boolean connects(TestServer server) {
    try {
      new RawConnection(server.address()).drop();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
