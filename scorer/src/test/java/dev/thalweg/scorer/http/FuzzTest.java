package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static dev.thalweg.scorer.http.TestService.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.RawConnection;
import dev.thalweg.http.Waiting;
import dev.thalweg.scorer.http.classify.ImageDecoder;
import dev.thalweg.scorer.http.classify.UndecodableException;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the service stays, answers right, and holds nothing of it. */
class FuzzTest {
  private static final long SEED = 20_231_107;
  private static final int MALFORMED = 20_000;
  private static final int LOOK_EVERY = 1_000;
  private static final byte[] IMAGE = Catalog.pixels(1);

  /** What may be said of a malformed request; 0 is a closed connection. */
  private static final Set<Integer> REFUSALS =
      Set.of(0, 400, 404, 405, 408, 411, 413, 414, 415, 417, 421, 426, 431, 501, 505);

  private final TreeMap<Integer, Integer> answers = new TreeMap<>();
  private int malformed;

  @Test
  void malformedRequests_areRefused_andTheServiceGoesOn() throws IOException {
    System.out.println("FuzzTest: seed " + SEED);
    // Given
    Malformed requests = new Malformed(SEED, inferBody(IMAGE).getBytes(UTF_8));
    ImageDecoder decoder =
        (encoded, height, width) -> {
          throw new UndecodableException(
              UndecodableException.Kind.MALFORMED, "This is no picture.");
        };
    ScoringConfig config = TestService.config(HttpConfig.onLoopback(HttpLimits.DEFAULT));
    try (TestService service =
        new TestService(
            Catalog.serving(100), config, Optional.of(decoder), HttpClient.newHttpClient())) {

      // When
      while (malformed < MALFORMED) {
        int looked = malformed / LOOK_EVERY;
        manyOnOneConnection(service, requests);
        for (int i = 0; i < 20; i++) {
          oneOnAConnectionOfItsOwn(service, requests);
        }
        if (malformed / LOOK_EVERY > looked) {
          assertRight(service);
        }
      }

      // Then
      System.out.println("FuzzTest: answers by status " + answers);
      assertRight(service);
      Waiting.until(() -> service.service.bodyBytes() == 0);
      assertThat(service.service.queuedExamples()).isZero();
      assertThat(answers.keySet()).contains(400, 404, 405, 413, 415, 431);
    }
  }

  private void manyOnOneConnection(TestService service, Malformed requests) throws IOException {
    try (RawConnection connection = new RawConnection(service.address())) {
      for (int i = 0; i < 50; i++) {
        connection.send(
            switch (requests.next(4)) {
              case 0 -> requests.withBody("/classify", "image/png", requests.noise());
              case 1 -> requests.withBody(INFER, "application/json", requests.noise());
              default -> requests.withBody(INFER, "application/json", requests.body());
            });
        var response = connection.read();
        count(response);
        if (response.closes()) {
          return;
        }
      }
    }
  }

  private void oneOnAConnectionOfItsOwn(TestService service, Malformed requests)
      throws IOException {
    try (RawConnection connection = new RawConnection(service.address())) {
      connection.send(requests.head());
      connection.end();
      count(connection.read());
    }
  }

  /** A few are right by chance. */
  private void count(RawConnection.Response response) {
    answers.merge(response.status(), 1, Integer::sum);
    if (response.status() == 200 || response.status() == 100) {
      return;
    }
    malformed++;
    assertThat(REFUSALS).as(response.head() + response.body()).contains(response.status());
    if (!response.body().isEmpty()) {
      assertThat(response.head()).contains("application/problem+json");
      assertThat(response.body()).doesNotContain("Exception", "jetty", "\\tat ");
    }
  }

  /** By a client that comes anew: one that stays may meet the end of its idle connection. */
  private static void assertRight(TestService service) throws IOException {
    ServedModel model = Catalog.snapshot("digits", 100, Catalog.ARCHITECTURE);
    HttpRequest request = service.jsonRequest(INFER, inferBody(IMAGE));
    try {
      var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      InferTest.assertScores(json(response), model, IMAGE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
