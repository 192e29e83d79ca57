package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static dev.thalweg.scorer.http.TestService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.snapshots.ServedModel;
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
  private static final int EACH = REQUESTS / SWAPS;
  private static final int AT_ONCE = 32;
  private static final int IMAGES = 50;

  /** A request's image and its answer. */
  private record Answered(int image, CompletableFuture<HttpResponse<String>> response) {}

  private final Map<String, ServedModel> known = new HashMap<>();
  private final Map<String, float[]> computed = new HashMap<>();

  @Test
  void requestsAcrossSwaps_allSucceed_andEachIsOneSnapshotsWhole() throws Exception {
    // Given
    for (long version = 0; version <= SWAPS; version++) {
      ServedModel model = Catalog.snapshot("digits", version, Catalog.ARCHITECTURE);
      known.put(model.sha256(), model);
    }
    try (TestService service = new TestService(Catalog.serving(0))) {

      // When
      List<Answered> answers = askAndSwap(service);

      // Then
      Set<String> seen = new HashSet<>();
      for (Answered answered : answers) {
        seen.add(assertWhole(answered.image(), answered.response().join()));
      }
      assertThat(seen).hasSizeGreaterThan(SWAPS / 2);
    }
  }

  private static List<Answered> askAndSwap(TestService service) throws InterruptedException {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      bodies.add(inferBody(Catalog.pixels(i)));
    }
    List<Answered> answers = new ArrayList<>(REQUESTS);
    Semaphore room = new Semaphore(AT_ONCE);
    for (int i = 0; i < REQUESTS; i++) {
      if (i % EACH == EACH / 2) {
        service.catalog.serve(i / EACH + 1);
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
    return answers;
  }

  /** All of it is by the snapshot that it names; its sha256. */
  private String assertWhole(int image, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = json(response);
    String sha256 = answer.at("/parameters/sha256").asText();
    assertThat(known).containsKey(sha256);
    ServedModel model = known.get(sha256);
    assertThat(answer.get("model_version").asText()).isEqualTo(model.version() + "");
    float[] expected =
        computed.computeIfAbsent(
            sha256 + image, key -> Catalog.probabilities(model, Catalog.pixels(image)));
    for (int c = 0; c < expected.length; c++) {
      assertThat(answer.at("/outputs/0/data/" + c).floatValue())
          .isCloseTo(expected[c], within(1e-5f));
    }
    return sha256;
  }
}
