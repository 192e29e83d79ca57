package dev.thalweg.http;

import dev.thalweg.http.route.ProblemException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a body as it comes, within its limit and the budget of all, without waiting. */
final class BodyReader implements Runnable {
  private static final int FIRST_BYTES = 4 << 10;

  private final Request request;
  private final int bytesMax;
  private final long announced;
  private final BodyBudget.Share share;
  private final CompletableFuture<byte[]> body;
  private byte[] bytes = new byte[0];
  private int length;

  private BodyReader(
      Request request, int bytesMax, BodyBudget.Share share, CompletableFuture<byte[]> body) {
    this.request = request;
    this.bytesMax = bytesMax;
    this.announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    this.share = share;
    this.body = body;
  }

  /**
   * Begins to read.
   *
   * @param body done with the whole of it, or failed with a {@link ProblemException}
   */
  static void read(
      Request request, int bytesMax, BodyBudget.Share share, CompletableFuture<byte[]> body) {
    BodyReader reader = new BodyReader(request, bytesMax, share, body);
    if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      body.completeExceptionally(
          ProblemException.unsupported("Send the body as it is, without a Content-Encoding."));
    } else if (reader.announced > bytesMax) {
      body.completeExceptionally(reader.tooLarge());
    } else {
      reader.run();
    }
  }

  /** Takes what is there, and is called again when there is more. */
  @Override
  public void run() {
    try {
      while (!body.isDone()) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        take(chunk);
      }
    } catch (ProblemException e) {
      body.completeExceptionally(e);
    }
  }

  private void take(Content.Chunk chunk) {
    if (Content.Chunk.isFailure(chunk)) {
      throw problem(chunk.getFailure());
    }
    boolean last = chunk.isLast();
    try {
      append(chunk.getByteBuffer());
    } finally {
      chunk.release();
    }
    if (last) {
      body.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }
  }

  private void append(ByteBuffer more) {
    int needed = length + more.remaining();
    if (needed > bytesMax) {
      throw tooLarge();
    }
    if (needed > bytes.length) {
      int doubled = Math.max(Math.max(needed, FIRST_BYTES), 2 * bytes.length);
      int limit = announced >= needed ? (int) announced : bytesMax;
      int capacity = Math.min(doubled, limit);
      share.take(capacity - bytes.length);
      bytes = Arrays.copyOf(bytes, capacity);
    }
    int count = more.remaining();
    more.get(bytes, length, count);
    length += count;
  }

  static ProblemException late() {
    return ProblemException.of(
        HttpStatus.REQUEST_TIMEOUT_408, "The rest of the body did not arrive in time.");
  }

  private ProblemException tooLarge() {
    return ProblemException.tooLarge("A body may have at most %,d bytes.".formatted(bytesMax));
  }

  private static ProblemException problem(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return late();
    }
    if (failure instanceof HttpException http && http.getCode() < 500) {
      return ProblemException.of(http.getCode(), "The body is not valid HTTP.");
    }
    return ProblemException.malformed("The body ended too early.");
  }
}
