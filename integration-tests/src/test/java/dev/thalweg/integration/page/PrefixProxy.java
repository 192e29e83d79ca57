package dev.thalweg.integration.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A reverse proxy as nginx is without further settings: it serves another server under a path, asks
 * it by HTTP/1.0 under the server's own name, and keeps an answer back until it is whole, unless
 * the answer says {@code X-Accel-Buffering: no}.
 */
final class PrefixProxy implements AutoCloseable {
  private static final Pattern HOST = Pattern.compile("(?im)^Host:.*$");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^Connection:.*\\r\\n");
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");
  private static final Pattern UNBUFFERED = Pattern.compile("(?im)^X-Accel-Buffering: *no");
  private static final String HEAD_END = "\r\n\r\n";

  private final ServerSocket listening;
  private final URI upstream;
  private final String prefix;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private PrefixProxy(ServerSocket listening, URI upstream, String prefix) {
    this.listening = listening;
    this.upstream = upstream;
    this.prefix = prefix;
  }

  static PrefixProxy of(String upstream, String prefix) throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    PrefixProxy proxy = new PrefixProxy(listening, URI.create(upstream), prefix);
    daemon(proxy::accept);
    return proxy;
  }

  /** Where the other server's root is. */
  String address() {
    return "http://localhost:" + listening.getLocalPort() + prefix + "/";
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "prefix-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // It has been closed.
    }
  }

  /** One request for each connection. */
  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(upstream.getHost(), upstream.getPort())) {
      open.add(server);
      InputStream in = client.getInputStream();
      String head = head(in);
      if (!head.split(" ", 3)[1].startsWith(prefix + "/")) {
        answer(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      OutputStream out = server.getOutputStream();
      out.write(rewritten(head).getBytes(ISO_8859_1));
      var length = LENGTH.matcher(head);
      out.write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
      out.flush();
      relay(server.getInputStream(), client);
    } catch (IOException | UncheckedIOException e) {
      // One of the two has hung up.
    } finally {
      open.remove(client);
    }
  }

  private String rewritten(String head) {
    String own = CONNECTION.matcher(head).replaceAll("");
    String host = "Host: " + upstream.getAuthority();
    return HOST.matcher(own)
        .replaceFirst(host)
        .replaceFirst(" " + Pattern.quote(prefix), " ")
        .replaceFirst("HTTP/1\\.1", "HTTP/1.0");
  }

  private static void relay(InputStream from, Socket client) throws IOException {
    String head = head(from);
    OutputStream to = client.getOutputStream();
    String closing = CONNECTION.matcher(head).replaceAll("");
    byte[] start = closing.replaceFirst("\\r\\n", "\r\nConnection: close\r\n").getBytes(ISO_8859_1);
    if (UNBUFFERED.matcher(head).find()) {
      to.write(start);
      from.transferTo(to);
    } else {
      byte[] whole = from.readAllBytes();
      to.write(start);
      to.write(whole);
    }
    to.flush();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(ISO_8859_1).endsWith(HEAD_END)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("it ends in its head");
      }
      read.write(next);
    }
    return read.toString(ISO_8859_1);
  }

  private static void answer(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
