package dev.thalweg.scorer.http;

import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request on its way to its answer: exactly one is sent, within the request timeout, and what was
 * held for the request is given back when it has been.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final ScorerMetrics metrics;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile String route = "none";
  private volatile boolean lastOfConnection;
  private volatile Scheduler.Task timeout;
  private volatile Runnable giveBack = () -> {};

  Exchange(Request request, Response response, Callback callback, ScorerMetrics metrics) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.metrics = metrics;
  }

  Request request() {
    return request;
  }

  /** What it is counted under from now on. */
  void route(String template) {
    route = template;
  }

  /** Has the connection closed after the answer. */
  void endConnection() {
    lastOfConnection = true;
  }

  /** To be done when the answer is out, or lost. */
  void afterwards(Runnable release) {
    giveBack = release;
  }

  /** Fails it with a problem if there is no answer by then. */
  void failAfter(long millis, Supplier<ProblemException> problem) {
    timeout =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  endConnection(); // of its body there may be more to come
                  fail(problem.get());
                },
                millis,
                TimeUnit.MILLISECONDS);
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** The answer or the failure of an endpoint. */
  void complete(Answer answer, Throwable failure) {
    if (failure == null) {
      send(answer);
    } else {
      fail(failure);
    }
  }

  void fail(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException problem) {
      send(problem.answer());
      return;
    }
    LOG.error("A request of {} failed.", route, cause);
    send(ProblemException.internal().answer());
  }

  private void send(Answer answer) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    Scheduler.Task waiting = timeout;
    if (waiting != null) {
      boolean unused = waiting.cancel();
    }
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(answer.status());
    headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    answer.headers().forEach(headers::put);
    if (lastOfConnection) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    Callback sent = Callback.from(callback, () -> done(answer.status()));
    response.write(true, ByteBuffer.wrap(answer.body()), sent);
  }

  private void done(int status) {
    metrics.answered(route, status, System.nanoTime() - request.getHeadersNanoTime());
    giveBack.run();
  }
}
