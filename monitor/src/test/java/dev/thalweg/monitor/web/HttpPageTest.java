package dev.thalweg.monitor.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpLimits;
import dev.thalweg.http.HttpServer;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.web.drawing.DrawnTopics;
import dev.thalweg.monitor.web.state.ModelInput;
import dev.thalweg.monitor.web.state.PageState;
import dev.thalweg.monitor.web.state.Values;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPageTest {
  private static final String PIXELS = "application/octet-stream";
  private static final int DRAWN = 28 * 28;
  private static final String JSON = "application/json";

  private final DrawnTopics topics = new DrawnTopics(true);
  private final PageState state = new PageState("digits");
  private final EventLog events = new EventLog(state::all);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = server(false);

  private HttpServer server(boolean readOnly) {
    PageConfig config =
        new PageConfig(
            HttpConfig.onLoopback(HttpLimits.DEFAULT), Set.of("digits.example"), readOnly);
    return PageSite.server(
        config,
        new PageRoutes(config, "digits", state, events, topics.drawings, () -> "some_metric 1\n"));
  }

  @BeforeEach
  void start() {
    state.add(Values.snapshot(1));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    topics.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String type, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        to(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The status that a request of these lines gets. */
  private int statusOf(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write((String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  @Test
  void files_areServedUnderAPolicyThatLetsNothingElseIn() throws Exception {
    for (String name : StaticFile.names()) {
      // When
      HttpResponse<String> answer = get("/" + name);

      // Then
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'self';")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.body()).as(name).doesNotContain("https://").doesNotContain(" style=");
    }
    assertThat(get("/").body()).contains("<title>Thalweg</title>");
    assertThat(get("/package-info.class").statusCode()).isEqualTo(404);
    assertThat(statusOf("GET /../PageService.class HTTP/1.1", "Host: localhost")).isEqualTo(400);
    assertThat(statusOf("GET /%2e/PageService.class HTTP/1.1", "Host: a")).isIn(400, 421);
    assertThat(get("/api/draw").statusCode()).isEqualTo(405);
  }

  @Test
  void metrics_areServedForReading() throws Exception {
    // When
    HttpResponse<String> answer = get("/metrics");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(Metrics.CONTENT_TYPE);
    assertThat(answer.body()).isEqualTo("some_metric 1\n");
    assertThat(statusOf("GET /metrics HTTP/1.1", "Host: stranger.example")).isEqualTo(421);
    assertThat(statusOf("POST /metrics HTTP/1.1", "Host: localhost")).isEqualTo(405);
    assertThat(statusOf("OPTIONS /api/draw HTTP/1.1", "Host: localhost")).isEqualTo(200);
    assertThat(statusOf("HEAD //metrics/ HTTP/1.1", "Host: localhost")).isEqualTo(200);
  }

  @Test
  void proxyThatAsksUnderANameOfItsOwn_isNoStranger() throws Exception {
    byte[] tooFew = new byte[1];

    // When: it passes on what the browser said, but for Host
    HttpResponse<String> named =
        post("/api/draw", PIXELS, tooFew, "Origin", "https://digits.example:8443");
    HttpResponse<String> told =
        post(
            "/api/draw",
            PIXELS,
            tooFew,
            "Origin",
            "https://other.example",
            "Sec-Fetch-Site",
            "same-origin");

    // Then: it got as far as its pixels
    assertThat(named.statusCode()).isEqualTo(400);
    assertThat(told.statusCode()).isEqualTo(400);
  }

  @Test
  void files_haveNoAddressThatBeginsAtTheRoot() throws Exception {
    for (String name : StaticFile.names()) {
      assertThat(get("/" + name).body())
          .as(name)
          .doesNotContainPattern("(href|src|from|import|fetch|EventSource|post)[=( ]+[\"'`]/");
    }
  }

  @Test
  void digit_isDrawnClassifiedAndLabelled() throws Exception {
    // Given
    byte[] drawn = new byte[DRAWN];
    drawn[400] = 77;
    CompletableFuture<HttpResponse<String>> asked =
        client.sendAsync(
            to("/api/draw")
                .header("Content-Type", PIXELS)
                .POST(HttpRequest.BodyPublishers.ofByteArray(drawn))
                .build(),
            BodyHandlers.ofString());
    String id = ((Example) topics.await(PipelineTopic.EXAMPLES, 1).get(0)).getId();

    // When
    topics.drawings.add(Values.prediction(id, "digits", 1));

    // Then
    JsonNode answer = Values.json(asked.get().body().getBytes(UTF_8));
    assertThat(answer.get("id").asText()).isEqualTo(id);
    assertThat(answer.get("label").asInt()).isEqualTo(1);
    assertThat(answer.get("version").asLong()).isEqualTo(4_000);
    assertThat(answer.get("probabilities")).hasSize(3);
    assertThat(answer.get("wayMs").asLong()).isNotNegative();

    // When
    byte[] said = "{\"id\":\"%s\",\"label\":2}".formatted(id).getBytes(UTF_8);
    HttpResponse<String> labelled = post("/api/label", JSON + "; charset=utf-8", said);

    // Then
    assertThat(labelled.statusCode()).as(labelled.body()).isEqualTo(200);
    assertThat(((Sample) topics.sent(PipelineTopic.SAMPLES).get(0)).getTarget()).isEqualTo(2);
  }

  @Test
  void picturesOfAnotherShape_areDrawnInThatShape() throws Exception {
    // Given
    state.add(Values.snapshot(2, "2x3 dense(4,softmax) cross_entropy", "UINT8"));

    // When
    assertThat(post("/api/draw", PIXELS, new byte[DRAWN]).body()).contains("2x3 UINT8");
    CompletableFuture<HttpResponse<String>> asked =
        client.sendAsync(
            to("/api/draw")
                .header("Content-Type", PIXELS)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[6]))
                .build(),
            BodyHandlers.ofString());
    Example sent = (Example) topics.await(PipelineTopic.EXAMPLES, 1).get(0);
    topics.drawings.add(Values.prediction(sent.getId(), "digits", 1));

    // Then
    assertThat(asked.get().statusCode()).isEqualTo(200);
    assertThat(sent.getShape()).containsExactly(2, 3);
    post("/api/label", JSON, "{\"id\":\"%s\",\"label\":2}".formatted(sent.getId()).getBytes(UTF_8));
    assertThat(((Sample) topics.sent(PipelineTopic.SAMPLES).get(0)).getShape())
        .containsExactly(2, 3);
  }

  @Test
  void modelOfNoPictures_isToldSoInsteadOfDrawnFor() throws Exception {
    // Given
    state.add(Values.snapshot(2, "4 dense(3,softmax) cross_entropy", "FP32"));

    // When
    HttpResponse<String> answer = post("/api/draw", PIXELS, new byte[4]);

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("examples of 4 FP32, which can't be drawn");
    assertThat(topics.producer.history()).isEmpty();
  }

  @Test
  void requestThatIsNotThePagesOwn_isRefused() throws Exception {
    byte[] drawn = new byte[DRAWN];
    assertThat(post("/api/draw", PIXELS, drawn, "Origin", "http://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(post("/api/draw", PIXELS, drawn, "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(post("/api/draw", PIXELS, drawn, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    String stranger = "http://digits.example.evil.example";
    assertThat(post("/api/draw", PIXELS, drawn, "Origin", stranger).statusCode()).isEqualTo(403);
    assertThat(post("/api/draw", PIXELS, drawn, "Origin", "digits.example").statusCode())
        .isEqualTo(403);
    assertThat(post("/api/draw", "text/plain", drawn).statusCode()).isEqualTo(415);
    assertThat(post("/api/label", PIXELS, drawn).statusCode()).isEqualTo(415);
    assertThat(topics.producer.history()).isEmpty();
  }

  @Test
  void otherName_isRefusedUnlessItIsConfigured() throws IOException {
    assertThat(statusOf("GET / HTTP/1.1", "Host: evil.example:8081")).isEqualTo(421);
    assertThat(statusOf("GET / HTTP/1.1", "Host: localhost.evil.example")).isEqualTo(421);
    assertThat(statusOf("GET / HTTP/1.1", "Host: localhost:8081")).isEqualTo(200);
    assertThat(statusOf("GET / HTTP/1.1", "Host: 192.168.1.2")).isEqualTo(200);
    assertThat(statusOf("GET / HTTP/1.1", "Host: [::1]:80")).isEqualTo(200);
    assertThat(statusOf("GET / HTTP/1.1", "Host: Digits.Example")).isEqualTo(200);
  }

  @Test
  void bodyOfAnotherSizeOrForm_isRefused() throws Exception {
    assertThat(post("/api/draw", PIXELS, new byte[DRAWN - 1]).statusCode()).isEqualTo(400);
    assertThat(post("/api/draw", PIXELS, new byte[DRAWN + 1]).statusCode()).isEqualTo(400);
    assertThat(post("/api/draw", PIXELS, new byte[ModelInput.DRAWN_PIXELS_MAX + 1]).statusCode())
        .isEqualTo(413);
    assertThat(chunked(10_000_000)).isEqualTo(413);
    for (String said :
        List.of("", "{", "[]", "7", "{\"id\":1,\"label\":1}", "{\"id\":\"a\",\"label\":1.5}")) {
      assertThat(post("/api/label", JSON, said.getBytes(UTF_8)).statusCode())
          .as(said)
          .isEqualTo(400);
    }
    byte[] huge = "{\"id\":\"a\",\"label\":99999999999999999999}".getBytes(UTF_8);
    assertThat(post("/api/label", JSON, huge).statusCode()).isEqualTo(404);
    assertThat(topics.producer.history()).isEmpty();
  }

  /** The status that a body gets whose size is not told. */
  private int chunked(int bytes) throws Exception {
    HttpRequest request =
        to("/api/draw")
            .header("Content-Type", PIXELS)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> InputStream.nullInputStream()))
            .build();
    assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(400);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      String head =
          "POST /api/draw HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n".formatted(PIXELS)
              + "Transfer-Encoding: chunked\r\n\r\n%x\r\n".formatted(bytes);
      socket
          .getOutputStream()
          .write((head + "x".repeat(ModelInput.DRAWN_PIXELS_MAX + 1)).getBytes(UTF_8));
      byte[] status = socket.getInputStream().readNBytes(12);
      return Integer.parseInt(new String(status, UTF_8).substring(9));
    }
  }

  @Test
  void readOnlyPage_isShownButTakesNothing() throws Exception {
    // Given
    server.close();
    server = server(true);
    server.start();

    // When
    HttpResponse<String> drawn = post("/api/draw", PIXELS, new byte[DRAWN]);

    // Then
    assertThat(drawn.statusCode()).isEqualTo(403);
    assertThat(get("/api/page").body()).contains("\"readOnly\":true").contains("digits");
    assertThat(topics.producer.history()).isEmpty();
  }

  @Test
  void events_goOnAfterTheLastOneThatAPageHad() throws Exception {
    // Given: a page with the history, that then is away
    state.add(Values.progress(0, 1, 16, 1.5));
    List<String> first = listen(null, 3, () -> events.tell("{\"n\":1}".getBytes(UTF_8)));
    assertThat(first.get(1)).isEqualTo("event: state");
    assertThat(first.get(2)).startsWith("data: {\"training\":").contains("1.5");
    events.tell("{\"n\":2}".getBytes(UTF_8));

    // When
    List<String> then = listen(first.get(0).substring(4), 6, () -> {});

    // Then
    assertThat(then)
        .filteredOn(line -> line.startsWith("data"))
        .containsExactly("data: {\"n\":1}", "data: {\"n\":2}");
  }

  /**
   * The first lines of an event stream, of which it is the only reader, without the blank ones and
   * the retry time.
   */
  private List<String> listen(String lastEventId, int lines, Runnable meanwhile) throws Exception {
    HttpRequest.Builder request = to("/events");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<Stream<String>> answer = client.send(request.build(), BodyHandlers.ofLines());
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    for (int i = 0; i < 2_000 && events.subscribers() == 0; i++) {
      Thread.sleep(5); // the headers come before that
    }
    meanwhile.run();
    List<String> read = new ArrayList<>();
    try (Stream<String> body = answer.body()) {
      Iterator<String> all = body.iterator();
      while (read.size() < lines) {
        String line = all.next();
        if (!line.isEmpty() && !line.startsWith("retry")) {
          read.add(line);
        }
      }
    }
    return read;
  }

  @Test
  void pagesThatAreTooMany_areSentAwayAndThoseThatLeaveMakeRoom() throws Exception {
    // Given
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < EventLog.SUBSCRIBERS_MAX; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
      socket
          .getOutputStream()
          .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      open.add(socket);
    }

    // When
    HttpResponse<String> refused = get("/events");

    // Then
    assertThat(refused.body()).doesNotContain("data:");

    // When
    for (Socket socket : open) {
      socket.close();
    }
    for (int i = 0; i < 2_000 && events.subscribers() > 0; i++) {
      events.beat();
      Thread.sleep(5);
    }

    // Then
    assertThat(events.subscribers()).isZero();
  }
}
