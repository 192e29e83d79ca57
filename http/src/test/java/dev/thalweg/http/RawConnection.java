package dev.thalweg.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;

/** A client that sends what no well-behaved one would. */
public final class RawConnection implements AutoCloseable {
  private static final int READ_TIMEOUT_MS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  public RawConnection(URI address) throws IOException {
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), READ_TIMEOUT_MS);
    socket.setSoTimeout(READ_TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends it, as far as the other end takes it. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // The service had enough; what it says of it can be read still.
    }
  }

  public void send(String text) {
    send(text.getBytes(ISO_8859_1));
  }

  /** Tells the other end that no more will come. */
  public void end() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /**
   * An answer, whole.
   *
   * @param status 0 where the connection was closed instead
   * @param closes whether the connection ends with it
   */
  public record Response(int status, String head, String body, boolean closes) {
    public static final Response NONE = new Response(0, "", "", true);
  }

  /** The next answer. */
  public Response read() {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return Response.NONE;
        }
        head.append((char) next);
      }
      String lower = head.toString().toLowerCase(Locale.ROOT);
      int length = 0;
      int at = lower.indexOf("content-length: ");
      if (at >= 0) {
        length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
      }
      String body = new String(in.readNBytes(length), ISO_8859_1);
      int status = Integer.parseInt(head.substring(9, 12));
      return new Response(status, head.toString(), body, lower.contains("connection: close"));
    } catch (IOException e) {
      return Response.NONE; // reset
    }
  }

  /** Reads one byte of what comes, if one does. */
  public void readByte() {
    try {
      if (in.available() > 0) {
        int unused = in.read();
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  /** Whether the other end closes it, whatever it says before, and not only keeps silent. */
  public boolean isClosedByTheOtherEnd() {
    try {
      while (in.read() >= 0) {
        // What it says does not matter.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  /** Goes away. */
  public void drop() {
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
