package dev.thalweg.http;

import dev.thalweg.http.route.Answer;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what the server itself refuses: what is not HTTP, is too long, or fails inside of it. */
final class ProblemErrorHandler implements Request.Handler {
  private final HttpLimits limits;
  private final Site site;

  ProblemErrorHandler(HttpLimits limits, Site site) {
    this.limits = limits;
    this.site = site;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    Answer.Whole answer = Answer.problem(status, detail(status), Map.of());
    long nanos = System.nanoTime() - request.getBeginNanoTime();
    site.observer().answered(Exchange.NO_ROUTE, status, nanos);
    response.setStatus(status);
    site.headers().forEach(response.getHeaders()::put);
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
