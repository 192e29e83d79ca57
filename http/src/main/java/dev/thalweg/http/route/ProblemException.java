package dev.thalweg.http.route;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Why a request is not answered as it was meant, as RFC 9457 has it. It has no stack trace: it is
 * an answer, not a failure of ours.
 */
public final class ProblemException extends RuntimeException {
  private static final String RETRY_AFTER_SECONDS = "1";

  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private ProblemException(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  /**
   * A problem of any kind.
   *
   * @param status 400 or above
   * @param detail a sentence for the person at the other end; nothing of the inside
   */
  public static ProblemException of(int status, String detail) {
    return new ProblemException(status, detail);
  }

  /** The request can't be understood. */
  public static ProblemException malformed(String detail) {
    return of(HttpStatus.BAD_REQUEST_400, detail);
  }

  public static ProblemException notFound(String detail) {
    return of(HttpStatus.NOT_FOUND_404, detail);
  }

  public static ProblemException tooLarge(String detail) {
    return of(HttpStatus.PAYLOAD_TOO_LARGE_413, detail);
  }

  public static ProblemException unsupported(String detail) {
    return of(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, detail);
  }

  /** Not now; the same may go well in a second. */
  public static ProblemException unavailable(String detail) {
    return of(HttpStatus.SERVICE_UNAVAILABLE_503, detail)
        .header("Retry-After", RETRY_AFTER_SECONDS);
  }

  /** Too much at once. */
  public static ProblemException tooMany(String detail) {
    return of(HttpStatus.TOO_MANY_REQUESTS_429, detail).header("Retry-After", RETRY_AFTER_SECONDS);
  }

  /** The server is going away; nothing that comes now is begun. */
  public static ProblemException stopping() {
    return unavailable("The service is being stopped.");
  }

  /** A failure of ours, of which nobody is told more. */
  public static ProblemException internal() {
    return of(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "The service failed at this request; its log says why.");
  }

  /** The same with a header of its own. */
  public ProblemException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public int status() {
    return status;
  }

  /** As an answer. */
  public Answer.Whole answer() {
    return Answer.problem(status, getMessage(), headers);
  }
}
