package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static dev.thalweg.scorer.http.TestService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.scorer.ServedModel;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** The snapshot is swapped under load: nobody notices but by the version in the answer. */
class HotSwapTest {
  private static final int REQUESTS = 10_000;
  private static final int SWAPS = 100;
  private static final int AT_ONCE = 32;
  private static final int IMAGES = 50;

  /** A request's image and its answer. */
  private record Answered(int image, CompletableFuture<HttpResponse<String>> response) {}

  @Test
  void requestsAcrossSwaps_allSucceed_andEachIsOneSnapshotsWhole() throws Exception {
    // Given
    Catalog catalog = Catalog.serving(0);
    Map<String, ServedModel> known = new HashMap<>();
    for (long version = 0; version <= SWAPS; version++) {
      ServedModel model = Catalog.snapshot("digits", version, Catalog.ARCHITECTURE);
      known.put(model.sha256(), model);
    }
    try (TestService service = new TestService(catalog)) {
      List<String> bodies = new ArrayList<>();
      for (int i = 0; i < IMAGES; i++) {
        bodies.add(inferBody(Catalog.pixels(i)));
      }

      // When
      List<Answered> answers = new ArrayList<>(REQUESTS);
      Semaphore room = new Semaphore(AT_ONCE);
      for (int i = 0; i < REQUESTS; i++) {
        if (i % (REQUESTS / SWAPS) == REQUESTS / SWAPS / 2) {
          catalog.serve(i / (REQUESTS / SWAPS) + 1);
        }
        room.acquire();
        int image = i % IMAGES;
        var response =
            service
                .client()
                .sendAsync(service.jsonRequest(INFER, bodies.get(image)), BodyHandlers.ofString())
                .whenComplete((done, failure) -> room.release());
        answers.add(new Answered(image, response));
      }

      // Then
      Set<String> seen = new HashSet<>();
      Map<String, float[]> computed = new HashMap<>();
      for (Answered answered : answers) {
        HttpResponse<String> response = answered.response().join();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = json(response);
        String sha256 = answer.get("parameters").get("sha256").asText();
        seen.add(sha256);
        assertThat(known).containsKey(sha256);
        ServedModel model = known.get(sha256);
        assertThat(answer.get("model_version").asText()).isEqualTo(model.version() + "");
        float[] expected =
            computed.computeIfAbsent(
                sha256 + answered.image(),
                key -> Catalog.probabilities(model, Catalog.pixels(answered.image())));
        for (int c = 0; c < expected.length; c++) {
          assertThat(answer.at("/outputs/0/data/" + c).floatValue())
              .isCloseTo(expected[c], within(1e-5f));
        }
      }
      assertThat(seen).hasSizeGreaterThan(SWAPS / 2);
    }
  }
}
