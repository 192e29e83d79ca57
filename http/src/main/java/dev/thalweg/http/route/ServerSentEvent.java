package dev.thalweg.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** The encoding of server-sent events (WHATWG HTML, "Server-sent events"), in UTF-8. */
public final class ServerSentEvent {
  private ServerSentEvent() {}

  /**
   * One event, with the blank line after it.
   *
   * @param id what the browser sends back as {@code Last-Event-ID}; without line breaks
   * @param data may have line breaks: each line of it is a line of data, which the browser joins
   */
  public static byte[] encode(String id, String name, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
    out.writeBytes(("id: " + line(id) + "\nevent: " + line(name) + "\ndata: ").getBytes(UTF_8));
    for (int i = 0; i < data.length; i++) {
      boolean pair = data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n';
      if (data[i] == '\n' || (data[i] == '\r' && !pair)) {
        out.writeBytes("\ndata: ".getBytes(UTF_8));
      } else if (!pair) {
        out.write(data[i]);
      }
    }
    out.writeBytes("\n\n".getBytes(UTF_8));
    return out.toByteArray();
  }

  /** Goes over the wire and does nothing: it shows whether the other side is still there. */
  public static byte[] heartbeat() {
    return ":\n\n".getBytes(UTF_8);
  }

  /** How long a browser waits before it connects again. */
  public static byte[] retryAfter(long millis) {
    return ("retry: " + millis + "\n\n").getBytes(UTF_8);
  }

  private static String line(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a line break within a field: " + text);
    }
    return text;
  }
}
