package dev.thalweg.benchmarks.fresh;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has one image classified again and again over one connection, on a thread of its own, and tells
 * by which version each answer is.
 */
final class AskingClient implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"?(\\d+)");
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final long pauseNs;
  private final LongConsumer listener;
  private final Thread thread = new Thread(this::run, "asking-client");
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopped;

  /**
   * Asks nothing yet.
   *
   * @param address of the service
   * @param pixels of the image
   * @param pause between an answer and the next request
   * @param listener is told the version of each answer, on its thread
   */
  AskingClient(URI address, byte[] pixels, Duration pause, LongConsumer listener) {
    this.pauseNs = pause.toNanos();
    this.listener = listener;
    request =
        HttpRequest.newBuilder(address.resolve("/classify"))
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(pixels))
            .build();
    thread.setDaemon(true);
  }

  /** Once the scorer has a snapshot. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        listener.accept(version(client.send(request, BodyHandlers.ofString())));
        LockSupport.parkNanos(pauseNs);
      }
      ended.complete(null);
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended.completeExceptionally(e);
    }
  }

  private static long version(HttpResponse<String> answer) {
    Matcher version = VERSION.matcher(answer.body());
    if (answer.statusCode() != 200 || !version.find()) {
      throw new UserException("The scorer has answered %s".formatted(answer.body()));
    }
    return Long.parseLong(version.group(1));
  }

  /** Done when it has ended; exceptionally when an answer did not come. */
  CompletableFuture<Void> completion() {
    return ended;
  }

  /** After the answer that it waits for. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(ANSWER_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
