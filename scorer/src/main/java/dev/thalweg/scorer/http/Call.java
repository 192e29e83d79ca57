package dev.thalweg.scorer.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * A request that was let in.
 *
 * @param path what the route's template has in braces, by name
 * @param body empty but for POST
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Call(Request request, Map<String, String> path, byte[] body) {

  /** A part of the path that the route has. */
  String segment(String name) {
    return path.get(name);
  }

  /** The first value of a parameter of the query. */
  Optional<String> parameter(String name) {
    try {
      return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
    } catch (RuntimeException e) {
      throw ProblemException.malformed("The query of the address can't be decoded.");
    }
  }

  /** In lower case, without its parameters; empty where there is none. */
  String contentType() {
    String value = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (value == null) {
      return "";
    }
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Since its headers were there. */
  long elapsedNanos() {
    return System.nanoTime() - request.getHeadersNanoTime();
  }
}
