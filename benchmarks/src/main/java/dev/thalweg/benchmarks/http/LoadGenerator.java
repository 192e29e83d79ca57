package dev.thalweg.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends one request again and again at a constant rate over a few connections that stay open, on
 * the thread that calls it. A request that is due waits for a free connection, and its time counts
 * from when it was due. Plain sockets, as a client of Java's would take more of the machine than
 * the service.
 */
final class LoadGenerator implements AutoCloseable {
  private static final long SECOND_NS = 1_000_000_000L;

  /** The most that a request is sent too late by because nobody looked; it counts as waiting. */
  private static final long LOOK_NS = 50_000;

  private static final long ANSWER_NS_MAX = 30 * SECOND_NS;

  private final Selector selector;
  private final Deque<Connection> free = new ArrayDeque<>();

  /** One request at a time. */
  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer out;
    private final AnswerReader answer = new AnswerReader();
    private long dueNs;

    Connection(SocketChannel channel, byte[] request) {
      this.channel = channel;
      out = ByteBuffer.wrap(request);
    }
  }

  /**
   * Connects.
   *
   * @param service such as {@code http://127.0.0.1:8080/classify}
   * @param body of each request, as it is
   */
  LoadGenerator(URI service, byte[] body, int connections) throws IOException {
    byte[] request = request(service, body);
    selector = Selector.open();
    for (int i = 0; i < connections; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel, request);
      channel.register(selector, SelectionKey.OP_READ, connection);
      free.add(connection);
    }
  }

  private static byte[] request(URI service, byte[] body) {
    String headers =
        String.join(
            "\r\n",
            "POST " + service.getPath() + " HTTP/1.1",
            "Host: " + service.getHost() + ":" + service.getPort(),
            "Content-Type: application/octet-stream",
            "Content-Length: " + body.length,
            "",
            "");
    byte[] start = headers.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
  }

  /**
   * Sends requests for so long, and waits for the answers of all.
   *
   * @return nanoseconds from when each was due until its answer was whole
   * @throws UserException when one is not answered as it should be, or not within 30 s
   */
  Histogram run(double perSecond, Duration time) throws IOException {
    Histogram latencyNs = Latency.histogram();
    long requests = Math.round(perSecond * time.toNanos() / SECOND_NS);
    long startNs = System.nanoTime();
    long sent = 0;
    while (latencyNs.getTotalCount() < requests) {
      long nowNs = System.nanoTime();
      long dueNs = dueNs(startNs, sent, perSecond);
      while (sent < requests && dueNs <= nowNs && !free.isEmpty()) {
        send(free.remove(), dueNs);
        sent++;
        dueNs = dueNs(startNs, sent, perSecond);
      }
      if (nowNs - dueNs > ANSWER_NS_MAX) {
        throw new UserException("An answer did not come within 30 s.");
      }
      boolean idle = selector.selectNow(key -> receive(key, latencyNs)) == 0;
      if (idle && (free.isEmpty() || sent == requests)) {
        int unused = selector.select(key -> receive(key, latencyNs), 1);
      } else if (idle) {
        LockSupport.parkNanos(Math.min(LOOK_NS, dueNs - System.nanoTime()));
      }
    }
    return latencyNs;
  }

  private static long dueNs(long startNs, long request, double perSecond) {
    return startNs + (long) (request * SECOND_NS / perSecond);
  }

  private static void send(Connection connection, long dueNs) throws IOException {
    connection.dueNs = dueNs;
    connection.out.rewind();
    while (connection.out.hasRemaining()) { // the system has room for a request
      int unused = connection.channel.write(connection.out);
    }
  }

  private void receive(SelectionKey key, Histogram latencyNs) {
    Connection connection = (Connection) key.attachment();
    try {
      if (connection.channel.read(connection.answer.target()) < 0) {
        throw new UserException("The service has closed a connection.");
      }
    } catch (IOException e) {
      throw new UserException("The service can't be reached (%s).".formatted(e.getMessage()), e);
    }
    if (connection.answer.isWhole()) {
      latencyNs.recordValue(System.nanoTime() - connection.dueNs);
      free.add(connection);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
