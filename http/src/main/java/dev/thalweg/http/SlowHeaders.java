package dev.thalweg.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that take too long over a request's headers, or over the handshake of TLS. The
 * idle timeout does not see them, since something comes all the while; and the request timeout only
 * begins after them.
 */
final class SlowHeaders implements Connection.Listener, AutoCloseable {
  /** How often it looks, at most: a connection is given up this much late. */
  private static final long LOOK_MS_MAX = 1_000;

  private final Scheduler scheduler;
  private final long timeoutNanos;
  private final long lookMs;
  private final Map<Connection, Seen> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * What a connection was like when it was looked at.
   *
   * @param requests whose headers were there
   * @param answers begun, interim ones such as 100 too
   * @param since when what came next began to come, or 0
   */
  private record Seen(long requests, long answers, long bytes, long since) {
    static final Seen NEW = new Seen(0, 0, 0, 0);
  }

  SlowHeaders(Scheduler scheduler, Duration timeout) {
    this.scheduler = scheduler;
    this.timeoutNanos = timeout.toNanos();
    this.lookMs = Math.max(1, Math.min(LOOK_MS_MAX, timeout.toMillis() / 4));
  }

  void start() {
    var unused = scheduler.schedule(this::look, lookMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof ConnectionMetaData) { // that of HTTP, not that of TLS below it
      open.put(connection, Seen.NEW);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  private void look() {
    long now = System.nanoTime();
    open.replaceAll((connection, seen) -> look(connection, seen, now));
    if (!closed) {
      start();
    }
  }

  /** What comes between two answers is a body, which has the same time, or the next headers. */
  private Seen look(Connection connection, Seen seen, long now) {
    long requests = connection.getMessagesIn();
    long answers = connection.getMessagesOut();
    if (requests != seen.requests() || answers != seen.answers()) {
      return new Seen(requests, answers, connection.getBytesIn(), 0);
    }
    boolean first = requests == 0; // nothing at all is too slow as well
    if (!first && connection.getBytesIn() == seen.bytes()) {
      return seen;
    }
    if (seen.since() == 0) {
      return new Seen(requests, answers, seen.bytes(), now);
    }
    if (now - seen.since() > timeoutNanos) {
      connection.getEndPoint().close(); // not connection.close(), which may wait to write
    }
    return seen;
  }

  @Override
  public void close() {
    closed = true;
  }
}
