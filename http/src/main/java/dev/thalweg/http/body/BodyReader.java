package dev.thalweg.http.body;

import dev.thalweg.http.route.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a body as it comes, within its limit and the budget of all, without waiting. */
public final class BodyReader implements Runnable {
  private final Request request;
  private final BodyBytes bytes;
  private final CompletableFuture<byte[]> body;

  private BodyReader(Request request, BodyBytes bytes, CompletableFuture<byte[]> body) {
    this.request = request;
    this.bytes = bytes;
    this.body = body;
  }

  /**
   * Begins to read.
   *
   * @param body done with the whole of it, or failed with a {@link ProblemException}
   */
  public static void read(
      Request request, int bytesMax, BodyBudget.Share share, CompletableFuture<byte[]> body) {
    long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    if (announced > bytesMax) {
      body.completeExceptionally(BodyBytes.tooLarge(bytesMax));
    } else {
      new BodyReader(request, new BodyBytes(bytesMax, announced, share), body).run();
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
      bytes.append(chunk.getByteBuffer());
    } finally {
      chunk.release();
    }
    if (last) {
      body.complete(bytes.whole());
    }
  }

  /** What is said of a body that takes too long. */
  public static ProblemException late() {
    return ProblemException.of(
        HttpStatus.REQUEST_TIMEOUT_408, "The rest of the body did not arrive in time.");
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
