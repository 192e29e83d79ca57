package dev.thalweg.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.route.Admission;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.EventStream;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.http.route.RouteTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server of a few routes on a free port of loopback, and a client of it. */
final class TestServer implements AutoCloseable {
  static final String ECHO = "/echo";
  static final String HELD = "/held";
  static final String HERE = "/here";
  static final String LARGE = "/large";

  /** More than two systems buffer. */
  static final int LARGE_BYTES = 48 << 20;

  private static final Duration LONG = Duration.ofSeconds(30);

  /** What a server said that it answered. */
  record Answered(String route, int status) {}

  final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
  final Queue<EventStream> streams = new ConcurrentLinkedQueue<>();
  final Queue<EventStream> streamsGone = new ConcurrentLinkedQueue<>();
  final CompletableFuture<Answer> held = new CompletableFuture<>();
  final HttpServer server;
  private final HttpClient client;
  private final URI address;

  TestServer() {
    this(HttpLimits.DEFAULT);
  }

  TestServer(HttpLimits limits) {
    this(HttpConfig.onLoopback(limits), HttpClient.newHttpClient());
  }

  TestServer(HttpConfig config, HttpClient client) {
    this.client = client;
    server =
        new HttpServer(
            config,
            new Site(
                "test",
                "The test",
                "give another port",
                "Nothing is here.",
                new RouteTable(routes()),
                TestServer::refuseStrangers,
                Map.of("X-Of-All", "yes"),
                (route, status, nanos) -> answered.add(new Answered(route, status))));
    server.start();
    address = server.address();
  }

  private List<Route> routes() {
    return List.of(
        Route.get(HERE, request -> done(Answer.text("text/plain", "here"))),
        Route.get("/names/{name}", TestServer::name),
        Route.get(LARGE, request -> done(Answer.text("text/plain", "x".repeat(LARGE_BYTES)))),
        Route.get("/open", request -> done(Answer.text("text/plain", "open"))).opened(),
        Route.get("/stopping", request -> done(flag(request.isStopping()))).opened(),
        Route.get("/events", request -> done(new Answer.Events(streams::add, streamsGone::add))),
        Route.get("/fails", TestServer::fail),
        Route.get("/fails-later", request -> done(null).thenComposeAsync(none -> fail(request))),
        Route.post(ECHO, request -> done(Answer.ok("text/plain", request.body()))),
        Route.post("/short", request -> done(Answer.ok("text/plain", request.body())))
            .withBodyBytesMax(10),
        Route.post("/closed", request -> done(flag(true))).admitting(TestServer::refuse),
        Route.post(HELD, request -> held));
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static Answer flag(boolean value) {
    return Answer.json(json -> json.writeBooleanField("is", value));
  }

  private static CompletableFuture<Answer> name(HttpRequest request) {
    String text = request.segment("name") + "," + request.parameter("q").orElse("none");
    return done(Answer.text("text/plain", text));
  }

  private static CompletableFuture<Answer> fail(HttpRequest request) {
    throw new IllegalStateException("a secret of the inside");
  }

  private static void refuse(HttpRequest request) {
    throw ProblemException.of(403, "Nobody may do this.");
  }

  private static void refuseStrangers(HttpRequest request) {
    if (request.header("Host").orElse("").startsWith("stranger")) {
      throw ProblemException.of(421, "This is not for strangers.");
    }
    Admission.ANYONE.check(request);
  }

  /** Where it listens, or did. */
  URI address() {
    return address;
  }

  java.net.http.HttpRequest.Builder request(String path) {
    return java.net.http.HttpRequest.newBuilder(address().resolve(path)).timeout(LONG);
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  CompletableFuture<HttpResponse<String>> postAsync(String path, String body) {
    return client.sendAsync(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(java.net.http.HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The body of an answer that goes on. */
  CompletableFuture<InputStream> open(String path) {
    return client
        .sendAsync(request(path).build(), BodyHandlers.ofInputStream())
        .thenApply(HttpResponse::body);
  }

  RawConnection.Response raw(String text) throws IOException {
    try (RawConnection connection = new RawConnection(address())) {
      connection.send(text);
      return connection.read();
    }
  }

  /** Asserts that it is a problem as RFC 9457 has it, and that it tells nothing of the inside. */
  /** Its text, once it is one. */
  static String assertProblem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(Answer.PROBLEM);
    assertThat(response.headers().firstValue("X-Of-All")).contains("yes");
    assertProblemBody(response.body(), status);
    return response.body();
  }

  static void assertProblem(RawConnection.Response response, int status) {
    assertThat(response.status()).as(response.head()).isEqualTo(status);
    assertThat(response.head()).contains(Answer.PROBLEM).contains("X-Of-All: yes");
    assertProblemBody(response.body(), status);
  }

  private static void assertProblemBody(String body, int status) {
    assertThat(body)
        .startsWith("{\"type\":\"about:blank\",\"title\":\"")
        .contains("\"status\":" + status + ",\"detail\":\"")
        .endsWith(".\"}")
        .doesNotContain("Exception", "jetty", "dev.thalweg", "secret", "\\tat ");
  }

  @Override
  public void close() {
    held.complete(Answer.text("text/plain", "held"));
    server.close();
  }
}
