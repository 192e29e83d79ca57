package dev.thalweg.monitor.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.web.drawing.Drawing;
import dev.thalweg.monitor.web.drawing.Drawings;
import dev.thalweg.monitor.web.drawing.Failure;
import dev.thalweg.monitor.web.drawing.PageProblem;
import dev.thalweg.monitor.web.state.Text;
import dev.thalweg.schemas.avro.Prediction;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** Answers requests: the page's files, its events, a drawing, and what a drawing was. */
final class HttpHandler extends Handler.Abstract.NonBlocking {
  private static final int LABEL_BYTES_MAX = 1_000;
  private static final int BODY_TIMEOUT_S = 10;
  private static final int RETRY_MS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, StaticFile> files = StaticFile.byPath();
  private final PageConfig config;
  private final String pipeline;
  private final SameOrigin origin;
  private final EventLog events;
  private final Drawings drawings;
  private final Supplier<String> metrics;

  HttpHandler(
      PageConfig config,
      String pipeline,
      EventLog events,
      Drawings drawings,
      Supplier<String> metrics) {
    this.config = config;
    this.pipeline = pipeline;
    this.origin = new SameOrigin(config.names());
    this.events = events;
    this.drawings = drawings;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpAnswer.secure(response.getHeaders());
    try {
      origin.requireName(header(request, HttpHeader.HOST));
      route(request, response, callback);
    } catch (RuntimeException e) {
      HttpAnswer.problem(response, callback, Failure.asProblem(e));
    }
    return true;
  }

  private void route(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getDecodedPath();
    switch (path == null ? "" : path) {
      case "/api/draw" -> {
        requireOwn(request, "application/octet-stream");
        answer(draw(request), response, callback);
      }
      case "/api/label" -> {
        requireOwn(request, "application/json");
        answer(label(request), response, callback);
      }
      case "/api/page" -> {
        requireMethod(request, "GET");
        HttpAnswer.json(
            response, callback, 200, Map.of("pipeline", pipeline, "readOnly", config.readOnly()));
      }
      case "/events" -> {
        requireMethod(request, "GET");
        events(request, response, callback);
      }
      case "/metrics" -> {
        requireMethod(request, "GET");
        HttpAnswer.text(response, callback, Metrics.CONTENT_TYPE, metrics.get());
      }
      default -> {
        StaticFile file = path == null ? null : files.get(path);
        if (file == null) {
          throw new PageProblem(404, "There is nothing here.");
        }
        requireMethod(request, "GET");
        HttpAnswer.file(response, callback, file);
      }
    }
  }

  private static void requireMethod(Request request, String method) {
    if (!request.getMethod().equals(method)) {
      throw new PageProblem(405, "Use %s here.".formatted(method));
    }
  }

  /** A request that changes something: by the page itself, and of a type that forms can't send. */
  private void requireOwn(Request request, String contentType) {
    requireMethod(request, "POST");
    origin.requireOwn(
        new SameOrigin.Claims(
            header(request, HttpHeader.HOST),
            header(request, HttpHeader.ORIGIN),
            request.getHeaders().get("Sec-Fetch-Site")));
    if (config.readOnly()) {
      throw new PageProblem(403, "This page is for reading only.");
    }
    String given = header(request, HttpHeader.CONTENT_TYPE);
    String type = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals(contentType)) {
      throw new PageProblem(415, "Send it as %s.".formatted(contentType));
    }
  }

  private CompletableFuture<Map<String, ?>> draw(Request request) {
    return body(request, Drawings.PIXELS)
        .thenCompose(
            pixels -> {
              if (pixels.length != Drawings.PIXELS) {
                throw new PageProblem(
                    400, "Send %d pixels, a byte each.".formatted(Drawings.PIXELS));
              }
              return drawings.draw(pixels);
            })
        .thenApply(HttpHandler::described);
  }

  private static Map<String, ?> described(Drawing drawing) {
    Prediction prediction = drawing.prediction().join();
    return Map.of(
        "id", drawing.id(),
        "model", Text.cut(prediction.getModel()),
        "version", prediction.getVersion(),
        "label", prediction.getLabel(),
        "probabilities", prediction.getProbabilities(),
        "wayMs", Math.round(drawing.wayMs()));
  }

  private CompletableFuture<Map<String, ?>> label(Request request) {
    return body(request, LABEL_BYTES_MAX)
        .thenCompose(
            bytes -> {
              JsonNode said = object(bytes);
              JsonNode label = said.path("label");
              if (!said.path("id").isTextual() || !label.isIntegralNumber()) {
                throw new PageProblem(400, "Send an object with id and label.");
              }
              return drawings
                  .label(
                      said.get("id").textValue(), label.canConvertToInt() ? label.intValue() : -1)
                  .thenApply(sent -> Map.of("label", label.intValue()));
            });
  }

  private static JsonNode object(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new PageProblem(400, "The body is not JSON.", e);
    }
  }

  private static CompletableFuture<byte[]> body(Request request, int bytesMax) {
    if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > bytesMax) {
      throw new PageProblem(413, "A body may have at most %d bytes here.".formatted(bytesMax));
    }
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(
        request,
        bytesMax,
        new Promise.Invocable<>() {
          @Override
          public void succeeded(byte[] bytes) {
            body.complete(bytes);
          }

          @Override
          public void failed(Throwable failure) {
            body.completeExceptionally(
                new PageProblem(400, "The body is too long, or was cut off.", failure));
          }
        });
    return body.orTimeout(BODY_TIMEOUT_S, TimeUnit.SECONDS)
        .exceptionally(
            failure -> {
              throw Failure.unwrapped(failure) instanceof TimeoutException
                  ? new PageProblem(408, "The rest of the body did not arrive in time.", failure)
                  : Failure.asProblem(failure);
            });
  }

  private static void answer(
      CompletableFuture<Map<String, ?>> members, Response response, Callback callback) {
    var unused =
        members.whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                HttpAnswer.json(response, callback, 200, answer);
              } else {
                HttpAnswer.problem(response, callback, Failure.asProblem(failure));
              }
            });
  }

  private void events(Request request, Response response, Callback callback) {
    HttpEventClient client = new HttpEventClient(response, callback, events::unsubscribe);
    request.addFailureListener(gone -> client.end());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    client.accept(ServerSentEvent.retryAfter(RETRY_MS));
    if (!events.subscribe(request.getHeaders().get("Last-Event-ID"), client)) {
      client.end();
    }
  }

  private static String header(Request request, HttpHeader name) {
    return request.getHeaders().get(name);
  }
}
