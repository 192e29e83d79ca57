package dev.thalweg.scorer.http;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What the service says about itself. */
final class ServerEndpoints {
  static final String OPENAPI = "openapi.json";

  private final Models models;
  private final InFlight inFlight;
  private final ScorerMetrics metrics;
  private final String softwareVersion;
  private final Answer openApi = openApi();

  ServerEndpoints(Models models, InFlight inFlight, ScorerMetrics metrics, String softwareVersion) {
    this.models = models;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.softwareVersion = softwareVersion;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v2", false, call -> done(metadata())),
        new Route("GET", "/v2/health/live", true, call -> done(flag("live"))),
        new Route("GET", "/v2/health/ready", true, call -> done(ready())),
        new Route("GET", "/openapi.json", false, call -> done(openApi)),
        new Route("GET", "/metrics", false, call -> done(scraped())));
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
          json.writeEndArray();
        });
  }

  private static Answer flag(String name) {
    return Answer.json(json -> json.writeBooleanField(name, true));
  }

  private Answer ready() {
    if (inFlight.isDraining()) {
      throw ProblemException.unavailable("The service is being stopped.");
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
      return new Answer(200, Answer.JSON, document.readAllBytes(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
