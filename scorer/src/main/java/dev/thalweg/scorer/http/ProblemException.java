package dev.thalweg.scorer.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Why a request is not answered as it was meant, as RFC 9457 has it. It has no stack trace: it is
 * an answer, not a failure of ours.
 */
final class ProblemException extends RuntimeException {
  private static final String RETRY_AFTER_SECONDS = "1";

  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();

  /**
   * @param detail a sentence for the person at the other end; nothing of the inside
   */
  ProblemException(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  /** The request can't be understood. */
  static ProblemException malformed(String detail) {
    return new ProblemException(HttpStatus.BAD_REQUEST_400, detail);
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(HttpStatus.NOT_FOUND_404, detail);
  }

  static ProblemException tooLarge(String detail) {
    return new ProblemException(HttpStatus.PAYLOAD_TOO_LARGE_413, detail);
  }

  static ProblemException unsupported(String detail) {
    return new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, detail);
  }

  /** Not now; the same may go well in a second. */
  static ProblemException unavailable(String detail) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE_503, detail)
        .header("Retry-After", RETRY_AFTER_SECONDS);
  }

  /** Too much at once. */
  static ProblemException tooMany(String detail) {
    return new ProblemException(HttpStatus.TOO_MANY_REQUESTS_429, detail)
        .header("Retry-After", RETRY_AFTER_SECONDS);
  }

  /** A failure of ours, of which nobody is told more. */
  static ProblemException internal() {
    return new ProblemException(
        HttpStatus.INTERNAL_SERVER_ERROR_500, "The service failed at this request.");
  }

  ProblemException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  /** As an answer. */
  Answer answer() {
    return Answer.problem(status, getMessage(), headers);
  }
}
