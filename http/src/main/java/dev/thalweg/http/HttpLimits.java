package dev.thalweg.http;

import dev.thalweg.schemas.UserException;
import java.time.Duration;

/**
 * What a client may send, and how long it may take. These are the limits of every server.
 *
 * @param bodyBytesMax of one request; a route may have a lower limit
 * @param bodyBytesInAllMax of all requests that are being read or answered, and of their answers
 * @param headerBytesMax of a request's line and headers
 * @param connectionsMax open ones; more wait to be accepted
 * @param requestTimeout from a request's headers to its answer; and for the headers themselves
 * @param idleTimeout of a connection on which nothing happens
 * @param drainTimeout for what is being answered when the server is stopped
 */
public record HttpLimits(
    int bodyBytesMax,
    long bodyBytesInAllMax,
    int headerBytesMax,
    int connectionsMax,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration drainTimeout) {

  /** 8 MiB bodies, 64 MiB of them in all, 8 KiB of headers, 1,024 connections, 10 s. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          8 << 20,
          64L << 20,
          8 << 10,
          1_024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  private static final int BODY_MAX = 1 << 30;

  public HttpLimits {
    within("body limit", bodyBytesMax, 1, BODY_MAX);
    within("request timeout in milliseconds", requestTimeout.toMillis(), 1, 3_600_000);
    within("idle timeout in milliseconds", idleTimeout.toMillis(), 1, 3_600_000);
  }

  private static void within(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new UserException(
          "A %s of %d is not possible: give %d to %d.".formatted(what, value, min, max));
    }
  }

  /** With other bounds of a body; eight of the largest, at least, may be in hand at once. */
  public HttpLimits withBodyBytesMax(int bytes) {
    return new HttpLimits(
        bytes,
        Math.max(bodyBytesInAllMax, 8L * bytes),
        headerBytesMax,
        connectionsMax,
        requestTimeout,
        idleTimeout,
        drainTimeout);
  }

  /** For a client to take its answer, in all: six times that for a request. */
  public Duration answerTimeout() {
    return requestTimeout.multipliedBy(6);
  }

  /** With another number of connections. */
  public HttpLimits withConnectionsMax(int connections) {
    return new HttpLimits(
        bodyBytesMax,
        bodyBytesInAllMax,
        headerBytesMax,
        connections,
        requestTimeout,
        idleTimeout,
        drainTimeout);
  }

  /** With other times. */
  public HttpLimits withTimeouts(Duration request, Duration idle, Duration drain) {
    return new HttpLimits(
        bodyBytesMax, bodyBytesInAllMax, headerBytesMax, connectionsMax, request, idle, drain);
  }
}
