package dev.thalweg.scorer.http;

import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.scorer.http.infer.InferEndpoints;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the service says about itself. */
final class ServerEndpoints {
  static final String OPENAPI = "openapi.json";

  private final NamedModels models;
  private final ScorerMetrics metrics;
  private final String softwareVersion;
  private final Answer openApi = openApi();

  ServerEndpoints(NamedModels models, ScorerMetrics metrics, String softwareVersion) {
    this.models = models;
    this.metrics = metrics;
    this.softwareVersion = softwareVersion;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v2", request -> done(metadata())),
        Route.get("/v2/health/live", request -> done(flag("live"))).opened(),
        Route.get("/v2/health/ready", request -> done(ready(request))).opened(),
        Route.get("/openapi.json", request -> done(openApi)),
        Route.get("/metrics", request -> done(scraped())));
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private Answer metadata() {
    return Answer.json(
        json -> {
          json.writeStringField("name", "thalweg");
          json.writeStringField("version", softwareVersion);
          json.writeArrayFieldStart("extensions");
          json.writeString(InferEndpoints.BINARY_EXTENSION);
          json.writeEndArray();
        });
  }

  private static Answer flag(String name) {
    return Answer.json(json -> json.writeBooleanField(name, true));
  }

  private Answer ready(HttpRequest request) {
    if (request.isStopping()) {
      throw ProblemException.stopping();
    }
    if (!models.ready()) {
      throw ProblemException.unavailable("There is no snapshot to serve yet.");
    }
    return flag("ready");
  }

  private Answer scraped() {
    return Answer.text(Metrics.CONTENT_TYPE, metrics.scrape());
  }

  private static Answer openApi() {
    try (InputStream document = ServerEndpoints.class.getResourceAsStream(OPENAPI)) {
      return Answer.ok(Answer.JSON, document.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
