package dev.thalweg.monitor.web;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * One open page: writes it the events, one after the other, without a thread that waits. A page
 * that does not take them is let go; it comes back and goes on where it was.
 */
final class HttpEventClient implements Consumer<byte[]> {
  /** More than the whole state, some minutes of events. */
  private static final int QUEUED_BYTES_MAX = 8 << 20;

  private final Response response;
  private final Callback callback;
  private final Consumer<HttpEventClient> leaving;
  private final Writing writing = new Writing();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean ended;

  /**
   * @param callback of the request, done when the page has gone
   * @param leaving is told of that
   */
  HttpEventClient(Response response, Callback callback, Consumer<HttpEventClient> leaving) {
    this.response = response;
    this.callback = callback;
    this.leaving = leaving;
  }

  /** Takes what is to be written, and does not wait. */
  @Override
  public void accept(byte[] event) {
    synchronized (queue) {
      queue.addLast(event);
      queuedBytes += event.length;
      ended |= queuedBytes > QUEUED_BYTES_MAX;
    }
    writing.iterate();
  }

  /** The end of the stream, after what is being written. */
  void end() {
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
      leaving.accept(HttpEventClient.this);
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      leaving.accept(HttpEventClient.this);
      callback.failed(cause);
    }
  }
}
