package dev.thalweg.http;

import static dev.thalweg.http.TestServer.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.route.EventStream;
import dev.thalweg.http.route.ServerSentEvent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final String GET = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static EventStream opened(TestServer server) {
    Waiting.until(() -> !server.streams.isEmpty());
    return server.streams.peek();
  }

  private static byte[] event(String data) {
    return ServerSentEvent.encode("1", "update", data.getBytes(UTF_8));
  }

  @Test
  void events_reachTheClientInOrder_untilTheServerEndsThem() throws Exception {
    // Given
    try (TestServer server = new TestServer()) {
      CompletableFuture<InputStream> answer = server.open("/events");
      EventStream stream = opened(server);

      // When
      stream.accept(event("first"));
      stream.accept(event("second"));
      InputStream body = answer.get(30, TimeUnit.SECONDS);
      String read = readUntil(body, "second");
      stream.end();

      // Then
      assertThat(read).contains("data: first\n\nid: 1\nevent: update\ndata: second");
      assertThat(new String(body.readAllBytes(), UTF_8)).isEqualTo("\n\n");
      assertThat(server.streamsGone).containsExactly(stream);
    }
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      assertThat(next).as("what came: " + read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  @Test
  void events_areNotHeldBackByProxies() throws Exception {
    // Given
    try (TestServer server = new TestServer();
        RawConnection client = new RawConnection(server.address())) {
      client.send(GET);

      // When
      opened(server).accept(event("first"));

      // Then: nginx buffers by default, and others compress
      assertThat(client.read().head())
          .contains("X-Accel-Buffering: no", "Cache-Control: no-store, no-transform");
    }
  }

  @Test
  void clientThatLeaves_isNoticedWhenItIsToldSomething() throws Exception {
    // Given
    try (TestServer server = new TestServer();
        RawConnection client = new RawConnection(server.address())) {
      client.send(GET);
      EventStream stream = opened(server);

      // When
      client.drop();

      // Then
      Waiting.until(
          () -> {
            stream.accept(ServerSentEvent.heartbeat());
            return server.streamsGone.contains(stream);
          });
    }
  }

  @Test
  void clientThatDoesNotRead_isLetGo() throws Exception {
    // Given
    try (TestServer server = new TestServer();
        RawConnection client = new RawConnection(server.address())) {
      client.send(GET);
      EventStream stream = opened(server);
      byte[] much = event("x".repeat(1 << 20));

      // When, then
      for (int i = 0; i < 64; i++) {
        stream.accept(much);
      }
      client.drop();
      Waiting.until(() -> server.streamsGone.contains(stream));
    }
  }

  @Test
  void clientThatReadsByteByByte_isLetGo_andNothingWaitsForIt() throws Exception {
    // Given: the connection is never idle
    try (TestServer server = new TestServer();
        RawConnection client = new RawConnection(server.address())) {
      client.send(GET);
      EventStream stream = opened(server);
      byte[] much = event("x".repeat(1 << 20));
      for (int i = 0; i < 64; i++) {
        stream.accept(much);
      }

      // When, then
      Waiting.until(
          () -> {
            client.readByte();
            return server.streamsGone.contains(stream);
          });
      assertThat(server.server.eventBytes()).isZero();
      assertThat(client.isClosedByTheOtherEnd()).isTrue();
    }
  }

  @Test
  void clientsThatDoNotRead_areLetGo_whenMuchWaitsForThemTogether_andOthersStay() throws Exception {
    // Given: each stays below the bound of its own
    byte[] much = event("x".repeat(1 << 20));
    List<RawConnection> clients = new ArrayList<>();
    try (TestServer server = new TestServer();
        RawConnection reader = new RawConnection(server.address())) {
      reader.send(GET);
      EventStream read = opened(server);
      for (int i = 0; i < 24; i++) {
        RawConnection client = new RawConnection(server.address());
        clients.add(client);
        client.send(GET);
        int streams = i + 2;
        Waiting.until(() -> server.streams.size() == streams);
      }

      // When: what the system buffers of each, and some more
      for (int i = 0; i < 14; i++) {
        server.streams.stream().filter(stream -> stream != read).forEach(s -> s.accept(much));
      }

      // Then
      Waiting.until(() -> !server.streamsGone.isEmpty());
      assertThat(server.server.eventBytes()).isLessThanOrEqualTo(64L << 20);
      read.accept(event("still there"));
      assertThat(reader.read().status()).isEqualTo(200);
      assertThat(server.streamsGone).doesNotContain(read);
    } finally {
      clients.forEach(RawConnection::close);
    }
  }

  @Test
  void openStream_holdsUpNeitherTheRequestTimeoutNorTheStop() throws Exception {
    // Given
    Duration minutes = Duration.ofMinutes(10);
    HttpLimits limits = HttpLimits.DEFAULT.withTimeouts(Duration.ofMillis(50), minutes, minutes);
    TestServer server = new TestServer(limits);
    try (RawConnection client = new RawConnection(server.address())) {
      client.send(GET);
      EventStream stream = opened(server);

      // When
      assertProblem(server.post(TestServer.HELD, "x"), 503); // begun later, and timed out by now
      boolean goneByThen = server.streamsGone.contains(stream);
      stream.accept(event("late"));
      int status = client.read().status();
      CompletableFuture<Void> stop = CompletableFuture.runAsync(server.server::close);

      // Then
      assertThat(goneByThen).isFalse();
      assertThat(status).isEqualTo(200);
      stop.get(30, TimeUnit.SECONDS);
      assertThat(server.streamsGone).contains(stream);
    }
  }
}
