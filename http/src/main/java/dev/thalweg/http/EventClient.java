package dev.thalweg.http;

import dev.thalweg.http.route.EventStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/** Writes events to a client, one after the other, without a thread that waits. */
final class EventClient implements EventStream {
  static final String CONTENT_TYPE = "text/event-stream";

  /** Of a client that does not read. */
  private static final int QUEUED_BYTES_MAX = 8 << 20;

  private final Response response;
  private final Callback callback;
  private final Consumer<EventStream> gone;
  private final Writing writing = new Writing();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean ended;

  /**
   * @param callback of the request, done when the stream has ended
   * @param gone is told of that
   */
  EventClient(Response response, Callback callback, Consumer<EventStream> gone) {
    this.response = response;
    this.callback = callback;
    this.gone = gone;
  }

  @Override
  public void accept(byte[] event) {
    synchronized (queue) {
      queue.addLast(event);
      queuedBytes += event.length;
      ended |= queuedBytes > QUEUED_BYTES_MAX;
    }
    writing.iterate();
  }

  @Override
  public void end() {
    synchronized (queue) {
      ended = true;
    }
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
      gone.accept(EventClient.this);
      callback.failed(cause);
    }
  }
}
