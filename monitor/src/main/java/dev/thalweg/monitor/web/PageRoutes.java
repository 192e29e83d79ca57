package dev.thalweg.monitor.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.http.route.Admission;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HostNames;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.http.route.ServerSentEvent;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.web.drawing.Drawing;
import dev.thalweg.monitor.web.drawing.Drawings;
import dev.thalweg.monitor.web.state.ModelInput;
import dev.thalweg.monitor.web.state.PageState;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The page's addresses: its files, its events, a drawing, and what a drawing was. */
final class PageRoutes {
  private static final int LABEL_BYTES_MAX = 1_000;
  private static final int RETRY_MS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PageConfig config;
  private final String pipeline;
  private final SameOrigin origin;
  private final PageState state;
  private final EventLog events;
  private final Drawings drawings;
  private final Supplier<String> metrics;

  PageRoutes(
      PageConfig config,
      String pipeline,
      PageState state,
      EventLog events,
      Drawings drawings,
      Supplier<String> metrics) {
    this.config = config;
    this.pipeline = pipeline;
    this.origin = new SameOrigin(config.names());
    this.state = state;
    this.events = events;
    this.drawings = drawings;
    this.metrics = metrics;
  }

  List<Route> routes() {
    List<Route> all = new ArrayList<>();
    all.add(
        Route.post("/api/draw", this::draw)
            .withBodyBytesMax(ModelInput.DRAWN_PIXELS_MAX)
            .admitting(own("application/octet-stream")));
    all.add(
        Route.post("/api/label", this::label)
            .withBodyBytesMax(LABEL_BYTES_MAX)
            .admitting(own(Answer.JSON)));
    all.add(Route.get("/api/page", request -> done(page())));
    all.add(Route.get("/events", request -> done(events(request))));
    all.add(
        Route.get("/metrics", request -> done(Answer.text(Metrics.CONTENT_TYPE, metrics.get()))));
    StaticFile.byPath()
        .forEach((path, file) -> all.add(Route.get(path, request -> done(answer(file)))));
    return all;
  }

  /** Every request has to name the page as it is known. */
  Admission admission() {
    return new HostNames(
        config.names(),
        "The page is not served under this name: see --http-name of thalweg monitor.");
  }

  /** A request that changes something: by the page itself, and of a type that forms can't send. */
  private Admission own(String contentType) {
    return request -> {
      origin.requireOwn(
          new SameOrigin.Claims(
              request.header("Host"), request.header("Origin"), request.header("Sec-Fetch-Site")));
      if (config.readOnly()) {
        throw ProblemException.of(403, "This page is for reading only.");
      }
      if (!request.contentType().equals(contentType)) {
        throw ProblemException.unsupported("Send it as %s.".formatted(contentType));
      }
    };
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static Answer answer(StaticFile file) {
    return Answer.ok(file.contentType(), file.body());
  }

  private Answer page() {
    return Answer.json(
        json -> {
          json.writeStringField("pipeline", pipeline);
          json.writeBooleanField("readOnly", config.readOnly());
        });
  }

  private CompletableFuture<Answer> draw(HttpRequest request) {
    ExampleFormat format = drawnFormat();
    byte[] pixels = request.body();
    if (pixels.length != format.size()) {
      throw ProblemException.malformed(
          "Send %d pixels, a byte each: the model takes examples of %s."
              .formatted(format.size(), format));
    }
    return drawings.draw(format.shape(), pixels).thenApply(PageRoutes::described);
  }

  private ExampleFormat drawnFormat() {
    ModelInput input =
        state
            .input()
            .orElseThrow(
                () ->
                    ProblemException.unavailable(
                        "There is no snapshot yet, which says what can be drawn: try again soon."));
    if (!input.isDrawn()) {
      throw ProblemException.notFound(
          "The model takes examples of %s, which can't be drawn: send them to the topic examples."
              .formatted(input.format()));
    }
    return input.format();
  }

  private static Answer described(Drawing drawing) {
    Prediction prediction = drawing.prediction().join();
    return Answer.json(
        json -> {
          json.writeStringField("id", drawing.id());
          json.writeStringField("model", Text.cut(prediction.getModel()));
          json.writeNumberField("version", prediction.getVersion());
          json.writeNumberField("label", prediction.getLabel());
          json.writeArrayFieldStart("probabilities");
          for (float probability : prediction.getProbabilities()) {
            json.writeNumber(probability);
          }
          json.writeEndArray();
          json.writeNumberField("wayMs", Math.round(drawing.wayMs()));
        });
  }

  private CompletableFuture<Answer> label(HttpRequest request) {
    JsonNode said = object(request.body());
    JsonNode label = said.path("label");
    if (!said.path("id").isTextual() || !label.isIntegralNumber()) {
      throw ProblemException.malformed("Send an object with id and label.");
    }
    int number = label.canConvertToInt() ? label.intValue() : -1;
    return drawings
        .label(said.get("id").textValue(), number)
        .thenApply(sent -> Answer.json(json -> json.writeNumberField("label", number)));
  }

  private static JsonNode object(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw ProblemException.malformed("The body is not JSON.");
    }
  }

  private Answer events(HttpRequest request) {
    String lastEventId = request.header("Last-Event-ID").orElse(null);
    return new Answer.Events(
        page -> {
          page.accept(ServerSentEvent.retryAfter(RETRY_MS));
          if (!events.subscribe(lastEventId, page)) {
            page.end();
          }
        },
        events::unsubscribe);
  }
}
