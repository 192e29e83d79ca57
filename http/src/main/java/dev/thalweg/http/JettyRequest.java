package dev.thalweg.http;

import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/**
 * A request as Jetty has it.
 *
 * @param path what the route's template has in braces, by name
 * @param body empty but for POST
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JettyRequest(Request request, Map<String, String> path, byte[] body, InFlight inFlight)
    implements HttpRequest {

  @Override
  public String segment(String name) {
    return path.get(name);
  }

  @Override
  public Optional<String> parameter(String name) {
    try {
      return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
    } catch (RuntimeException e) {
      throw ProblemException.malformed("The query of the address can't be decoded.");
    }
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  @Override
  public long elapsedNanos() {
    return System.nanoTime() - request.getHeadersNanoTime();
  }

  @Override
  public boolean isStopping() {
    return inFlight.isDraining();
  }
}
