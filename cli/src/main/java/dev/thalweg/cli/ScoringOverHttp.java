package dev.thalweg.cli;

import dev.thalweg.scorer.ModelCatalog;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.http.HttpConfig;
import dev.thalweg.scorer.http.HttpService;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.io.PrintWriter;
import java.util.Optional;

/** A scorer with its HTTP service beside it: they start, and stop, as one. */
final class ScoringOverHttp {
  private final Scorer scorer;
  private final ScorerMetrics metrics = new ScorerMetrics();
  private final HttpService http;
  private final PrintWriter err;

  ScoringOverHttp(Scorer scorer, ModelCatalog models, HttpConfig config, PrintWriter err) {
    this.scorer = scorer;
    this.err = err;
    this.http = new HttpService(config, models, Optional.empty(), metrics);
    metrics.watchModels(models);
    metrics.watchTopic(scorer::scored, scorer::refused, scorer::snapshotsRefused);
  }

  Service service() {
    return new Service("scorer", this::start, scorer::ready, scorer.completion(), this::close);
  }

  private void start() {
    http.start(); // first: a port that is taken is told before anything joins the group
    scorer.start();
    scorer.showClients(metrics);
    err.printf(
        "HTTP is answered on %s%s.%n",
        http.address(), http.isOnOtherPort() ? ", since its usual port is taken" : "");
    err.flush();
  }

  private void close() {
    http.close();
    scorer.close();
    metrics.close();
  }
}
