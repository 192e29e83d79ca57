package dev.thalweg.http;

import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.ProblemException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
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

  /** What a request without a route is counted under. */
  static final String NO_ROUTE = "none";

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final AnswerObserver observer;
  private final AtomicLong eventBytes;
  private final long answerMs;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile String route = NO_ROUTE;
  private volatile boolean lastOfConnection;
  private volatile Scheduler.Task timeout;
  private volatile Runnable giveBack = () -> {};

  /**
   * @param eventBytes bytes that wait for any of the readers of events
   * @param answerMs for the client to take the answer
   */
  Exchange(
      Request request,
      Response response,
      Callback callback,
      AnswerObserver observer,
      AtomicLong eventBytes,
      long answerMs) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.observer = observer;
    this.eventBytes = eventBytes;
    this.answerMs = answerMs;
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

  /** To be done when the answer is out, or lost, or goes on as a stream. */
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
    if (failure != null) {
      fail(failure);
    } else if (answer instanceof Answer.Events events) {
      stream(events);
    } else if (answer instanceof Answer.Whole whole) {
      send(whole);
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

  private void send(Answer.Whole answer) {
    if (!begin(answer.status(), answer.contentType())) {
      return;
    }
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    answer.headers().forEach(headers::put);
    CountDownLatch out = new CountDownLatch(1);
    Callback sent =
        Callback.from(
            callback,
            () -> {
              out.countDown();
              cancelTimeout();
              done(answer.status());
            });
    response.write(true, ByteBuffer.wrap(answer.body()), sent);
    if (out.getCount() > 0) { // as one is that does not fit into what the system buffers
      giveUpAfter(answerMs);
      if (out.getCount() == 0) {
        cancelTimeout();
      }
    }
  }

  /** The idle timeout does not see who reads a byte now and then. */
  private void giveUpAfter(long millis) {
    timeout =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  LOG.warn(
                      "A reader of an answer of {} at {} is too slow: its connection is closed.",
                      route,
                      request.getConnectionMetaData().getRemoteSocketAddress());
                  request.getConnectionMetaData().getConnection().getEndPoint().close();
                },
                millis,
                TimeUnit.MILLISECONDS);
  }

  private void cancelTimeout() {
    Scheduler.Task waiting = timeout;
    if (waiting != null) {
      boolean unused = waiting.cancel();
    }
  }

  private void stream(Answer.Events events) {
    if (!begin(HttpStatus.OK_200, EventClient.CONTENT_TYPE)) {
      return;
    }
    // Proxies would keep events back to fill a buffer, or a block of what they compress.
    response.getHeaders().put("X-Accel-Buffering", "no");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store, no-transform");
    done(HttpStatus.OK_200);
    if (HttpMethod.HEAD.is(request.getMethod())) {
      callback.succeeded();
      return;
    }
    EventClient client = new EventClient(request, response, eventBytes, callback, events.gone());
    request.addFailureListener(gone -> client.end());
    events.opened().accept(client);
  }

  /** Sets what every answer has; false if there has been one. */
  private boolean begin(int status, String contentType) {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    cancelTimeout();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    if (lastOfConnection) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return true;
  }

  private void done(int status) {
    observer.answered(route, status, System.nanoTime() - request.getHeadersNanoTime());
    giveBack.run();
  }
}
