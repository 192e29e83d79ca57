package dev.thalweg.scorer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.scorer.http.classify.ImageDecoder;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

/** A service on a free port, and a client of it. */
final class TestService implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String INFER = "/v2/models/digits/infer";
  private static final Duration LONG = Duration.ofSeconds(30);

  final Catalog catalog;
  private final Metrics registry = new Metrics();
  final ScorerMetrics metrics = new ScorerMetrics(registry);
  final HttpService service;
  private final HttpClient client;
  private final URI address;

  TestService(Catalog catalog) {
    this(catalog, config(HttpConfig.onLoopback(HttpLimits.DEFAULT)));
  }

  TestService(Catalog catalog, ScoringConfig config) {
    this(catalog, config, Optional.empty(), HttpClient.newHttpClient());
  }

  TestService(
      Catalog catalog, ScoringConfig config, Optional<ImageDecoder> decoder, HttpClient client) {
    this.catalog = catalog;
    this.client = client;
    service = new HttpService(config, catalog, decoder, metrics);
    metrics.watchModels(catalog);
    service.start();
    address = service.address();
  }

  /** With the usual limits of examples. */
  static ScoringConfig config(HttpConfig server) {
    return new ScoringConfig(server, ExampleLimits.DEFAULT, "test");
  }

  static ScoringConfig config(ExampleLimits examples) {
    return new ScoringConfig(HttpConfig.onLoopback(HttpLimits.DEFAULT), examples, "test");
  }

  URI address() {
    return address;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address().resolve(path)).timeout(LONG);
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, String contentType, byte[] body) {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    return send(request.build());
  }

  HttpResponse<String> postJson(String path, String body) {
    return send(jsonRequest(path, body));
  }

  HttpRequest jsonRequest(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpClient client() {
    return client;
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  /** An inference request of UINT8 images, flat. */
  static String inferBody(byte[]... images) {
    StringJoiner data = new StringJoiner(",", "[", "]");
    for (byte[] image : images) {
      for (byte pixel : image) {
        data.add(Integer.toString(pixel & 0xff));
      }
    }
    return inferBody("[%d,%d]".formatted(images.length, images[0].length), "UINT8", data + "");
  }

  static String inferBody(String shape, String datatype, String data) {
    return "{\"inputs\":[{\"name\":\"examples\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
        .formatted(shape, datatype, data);
  }

  /** Asserts that it is a problem as RFC 9457 has it, and that it tells nothing of the inside. */
  static JsonNode assertProblem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("type").asText()).isEqualTo("about:blank");
    assertThat(problem.get("detail").asText())
        .endsWith(".")
        .isEqualTo(problem.get("error").asText());
    assertThat(response.body()).doesNotContain("Exception", "jetty", "dev.thalweg", "\\tat ");
    return problem;
  }

  @Override
  public void close() {
    service.close();
    registry.close();
  }
}
