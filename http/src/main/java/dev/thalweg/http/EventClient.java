package dev.thalweg.http;

import dev.thalweg.http.route.EventStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to a client, one after the other, without a thread that waits. */
final class EventClient implements EventStream {
  static final String CONTENT_TYPE = "text/event-stream";

  private static final Logger LOG = LoggerFactory.getLogger(EventClient.class);

  /** Of a client that does not read. */
  private static final int QUEUED_BYTES_MAX = 8 << 20;

  /** Of all that do not read. */
  private static final long QUEUED_IN_ALL_MAX = 64L << 20;

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Consumer<EventStream> gone;
  private final Writing writing = new Writing();
  private final AtomicLong queuedInAll;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean ended;

  /**
   * @param queuedInAll bytes that wait for any of the clients
   * @param callback of the request, done when the stream has ended
   * @param gone is told of that
   */
  EventClient(
      Request request,
      Response response,
      AtomicLong queuedInAll,
      Callback callback,
      Consumer<EventStream> gone) {
    this.request = request;
    this.queuedInAll = queuedInAll;
    this.response = response;
    this.callback = callback;
    this.gone = gone;
  }

  @Override
  public void accept(byte[] event) {
    if (isQueued(event)) {
      writing.iterate();
    } else {
      drop();
    }
  }

  /** False where that is one too many; an event that nothing waits before always has room. */
  private boolean isQueued(byte[] event) {
    synchronized (queue) {
      if (ended) {
        return true;
      }
      long inAll = queuedInAll.addAndGet(event.length);
      queuedBytes += event.length;
      queue.addLast(event);
      ended = queuedBytes > QUEUED_BYTES_MAX || (queue.size() > 1 && inAll > QUEUED_IN_ALL_MAX);
      return !ended;
    }
  }

  /** The write in hand may take for ever, where a client reads byte by byte: it fails then. */
  private void drop() {
    LOG.warn(
        "A reader of events at {} is too slow: its connection is closed, since too much waits for it.",
        request.getConnectionMetaData().getRemoteSocketAddress());
    forget();
    request.getConnectionMetaData().getConnection().getEndPoint().close();
    writing.iterate();
  }

  private void forget() {
    synchronized (queue) {
      ended = true;
      queue.clear();
      queuedInAll.addAndGet(-queuedBytes);
      queuedBytes = 0;
    }
  }

  @Override
  public void end() {
    forget();
    writing.iterate();
  }

  private final class Writing extends IteratingCallback {
    @Override
    protected Action process() {
      byte[] next;
      synchronized (queue) {
        if (ended) {
          return Action.SUCCEEDED;
        }
        next = queue.pollFirst();
        if (next == null) {
          return Action.IDLE;
        }
        queuedBytes -= next.length;
        queuedInAll.addAndGet(-next.length);
      }
      response.write(false, ByteBuffer.wrap(next), this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      gone.accept(EventClient.this);
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      forget();
      gone.accept(EventClient.this);
      callback.failed(cause);
    }
  }
}
