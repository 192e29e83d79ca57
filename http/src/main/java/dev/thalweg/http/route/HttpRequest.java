package dev.thalweg.http.route;

import java.util.Locale;
import java.util.Optional;

/** A request as an endpoint sees it. */
public interface HttpRequest {

  /** The part of the path that the route's template has in braces under this name. */
  String segment(String name);

  /**
   * The first value of a parameter of the query.
   *
   * @throws ProblemException when the query can't be decoded
   */
  Optional<String> parameter(String name);

  /** The first value of a header. */
  Optional<String> header(String name);

  /** The whole body; empty for methods without one, and until it has been read. */
  byte[] body();

  /** Since its headers were there. */
  long elapsedNanos();

  /** Whether the server is being stopped: it answers what it has, and takes nothing more. */
  boolean isStopping();

  /** The body's type in lower case, without its parameters; empty where there is none. */
  default String contentType() {
    String value = header("Content-Type").orElse("");
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
