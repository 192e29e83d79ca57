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
   * @param since when its next request began to come, or 0
   */
  private record Seen(long messages, long bytes, long since) {
    static final Seen NEW = new Seen(0, 0, 0);
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

  private Seen look(Connection connection, Seen seen, long now) {
    long messages = connection.getMessagesIn();
    boolean answering = messages != connection.getMessagesOut();
    boolean first = messages == 0; // nothing at all is too slow as well
    if (answering || messages != seen.messages()) {
      return new Seen(messages, connection.getBytesIn(), 0);
    }
    if (!first && connection.getBytesIn() == seen.bytes()) {
      return seen;
    }
    if (seen.since() == 0) {
      return new Seen(messages, seen.bytes(), now);
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
