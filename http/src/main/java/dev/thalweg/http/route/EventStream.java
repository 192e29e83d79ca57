package dev.thalweg.http.route;

import java.util.function.Consumer;

/** One client's stream of server-sent events. Safe for any thread; nothing on it waits. */
public interface EventStream extends Consumer<byte[]> {

  /**
   * Queues what is to be written next. A client that lets too much pile up is let go.
   *
   * @param encoded whole events, as {@link ServerSentEvent} makes them
   */
  @Override
  void accept(byte[] encoded);

  /** Ends the stream after what is being written. */
  void end();
}
