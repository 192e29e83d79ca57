package dev.thalweg.scorer.http;

import static dev.thalweg.scorer.http.TestService.INFER;
import static dev.thalweg.scorer.http.TestService.inferBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.RawConnection;
import dev.thalweg.scorer.metrics.ScorerMetric;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final byte[] IMAGE = Catalog.pixels(1);

  @Test
  void scrape_countsWhatWasAsked() throws IOException {
    // Given
    try (TestService service = new TestService(Catalog.serving(1234));
        RawConnection raw = new RawConnection(service.address())) {
      AtomicLong scored = new AtomicLong(77);
      service.metrics.watchTopic(scored::get, () -> 5, () -> 3);
      service.metrics.watchGate("digits", () -> true, () -> 8, () -> 2);
      service.postJson(INFER, inferBody(IMAGE, IMAGE));
      service.postJson(INFER, inferBody(IMAGE));
      service.postJson("/v2/models/some-stranger/infer", "{}");
      service.get("/some/stranger");
      raw.send("nonsense\r\n\r\n");
      assertThat(raw.read().status()).isEqualTo(400);

      // When
      var response = service.get("/metrics");

      // Then
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
      assertThat(response.body().lines())
          .contains(
              "thalweg_scorer_http_requests_total{route=\"/v2/models/{model}/infer\","
                  + "status=\"200\"} 2.0",
              "thalweg_scorer_http_requests_total{route=\"/v2/models/{model}/infer\","
                  + "status=\"404\"} 1.0",
              "thalweg_scorer_http_requests_total{route=\"none\",status=\"404\"} 1.0",
              "thalweg_scorer_http_requests_total{route=\"none\",status=\"400\"} 1.0",
              "thalweg_scorer_http_request_duration_seconds_count"
                  + "{route=\"/v2/models/{model}/infer\"} 3",
              "thalweg_scorer_http_batch_examples_count 2",
              "thalweg_scorer_http_batch_examples_sum 3.0",
              "thalweg_scorer_http_queue_examples 0.0",
              "thalweg_scorer_examples_scored_total{source=\"http\"} 3.0",
              "thalweg_scorer_examples_scored_total{source=\"topic\"} 77.0",
              "thalweg_scorer_examples_refused_total{source=\"topic\"} 5.0",
              "thalweg_scorer_served_version{model=\"digits\"} 1234.0",
              "thalweg_scorer_snapshots_refused_total 3.0",
              "thalweg_scorer_gate_held{model=\"digits\"} 1.0",
              "thalweg_scorer_gate_promoted_total{model=\"digits\"} 8.0",
              "thalweg_scorer_gate_refused_total{model=\"digits\"} 2.0");
      assertThat(response.body())
          .contains("thalweg_scorer_snapshot_age_seconds{model=\"digits\"} ")
          .doesNotContain("stranger");
      for (ScorerMetric metric : ScorerMetric.values()) {
        assertThat(response.body())
            .contains("# HELP " + metric.exposed() + " " + metric.declaration().description());
      }
    }
  }
}
