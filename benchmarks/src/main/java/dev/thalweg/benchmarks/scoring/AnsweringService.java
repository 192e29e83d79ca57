package dev.thalweg.benchmarks.scoring;

import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.http.HttpService;
import dev.thalweg.scorer.http.ScoringConfig;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.util.Optional;

/** The HTTP service of a scorer, as it is by default, on a free port of this machine. */
public final class AnsweringService {
  private AnsweringService() {}

  /** One that is not started; the caller's to close. */
  public static HttpService of(Scorer scorer, Metrics metrics) {
    return new HttpService(
        new ScoringConfig(
            HttpConfig.onLoopback(HttpLimits.DEFAULT), ExampleLimits.DEFAULT, "benchmark"),
        scorer.catalog(),
        Optional.empty(),
        new ScorerMetrics(metrics));
  }
}
