package dev.thalweg.scorer.http;

import dev.thalweg.scorer.metrics.ScorerMetrics;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what the server itself refuses: what is not HTTP, is too long, or fails inside of it. */
final class ProblemErrorHandler implements Request.Handler {
  private static final String ROUTE = "none";

  private final HttpLimits limits;
  private final ScorerMetrics metrics;

  ProblemErrorHandler(HttpLimits limits, ScorerMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    Answer answer = Answer.problem(status, detail(status), Map.of());
    metrics.answered(ROUTE, status, System.nanoTime() - request.getBeginNanoTime());
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
    return true;
  }

  private String detail(int status) {
    return switch (status) {
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, HttpStatus.URI_TOO_LONG_414 ->
          "The request's line and headers may have at most %,d bytes."
              .formatted(limits.headerBytesMax());
      case HttpStatus.REQUEST_TIMEOUT_408 -> "The rest of the request did not arrive in time.";
      default ->
          status < 500 ? "The service does not accept HTTP of this form." : "The service failed.";
    };
  }
}
