package dev.thalweg.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final byte[] BODY = {1, 2, 3};
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);
  private ServerSocket server;
  private String answer = OK;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    go.countDown();
    server.close();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        start(() -> answer(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** The first answer of all waits until the test lets it go. */
  private void answer(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder request = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        request.append((char) next);
        if (request.toString().endsWith("\r\n\r\n" + new String(BODY, ISO_8859_1))) {
          request.setLength(0);
          if (requests.incrementAndGet() == 1 && !go.await(60, TimeUnit.SECONDS)) {
            return;
          }
          socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LoadGenerator generator(int connections) throws IOException {
    URI service = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/classify");
    return new LoadGenerator(service, BODY, connections);
  }

  @Test
  void run_sendsEachRequestOnce() throws Exception {
    // Given
    go.countDown();
    try (LoadGenerator load = generator(4)) {
      // When
      Histogram ns = load.run(1_000, Duration.ofMillis(200));
      // Then
      assertThat(ns.getTotalCount()).isEqualTo(200);
      assertThat(requests).hasValue(200);
    }
  }

  @Test
  void requestsBehindASlowOne_areLateToo() throws Exception {
    // Given one connection, whose first answer comes when 20 requests are due
    try (LoadGenerator load = generator(1)) {
      start(
          () -> {
            sleep(200);
            go.countDown();
          });
      // When
      Histogram ns = load.run(100, Duration.ofMillis(200));
      // Then the ones that could not be sent have waited as well: 200 ms, 190, 180, ...
      assertThat(ns.getTotalCount()).isEqualTo(20);
      assertThat(ns.getValueAtPercentile(50)).isGreaterThan(80_000_000L);
    }
  }

  @Test
  void answerThatIsAProblem_endsTheRun() throws Exception {
    // Given
    go.countDown();
    answer = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n";
    try (LoadGenerator load = generator(1)) {
      // When / Then
      assertThatThrownBy(() -> load.run(100, Duration.ofSeconds(1)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("429");
    }
  }

  private static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
