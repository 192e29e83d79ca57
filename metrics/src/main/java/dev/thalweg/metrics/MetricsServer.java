package dev.thalweg.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves metrics under {@code /metrics}, and nothing else, on a port of its own: for a service that
 * has no HTTP otherwise. It has no login and no TLS. At most ten requests are answered at a time.
 */
public final class MetricsServer implements AutoCloseable {
  /** Loopback, as it has no login. */
  public static final String HOST_DEFAULT = "127.0.0.1";

  /** Kept here, as levels of loggers that nobody holds are forgotten. */
  private static final Logger LIBRARY =
      Logger.getLogger("io.prometheus.metrics.exporter.httpserver");

  static {
    // Clients that hang up while being answered would fill the service's log with stack traces.
    LIBRARY.setLevel(Level.OFF);
  }

  private final String host;
  private final HTTPServer server;

  private MetricsServer(String host, HTTPServer server) {
    this.host = host;
    this.server = server;
  }

  /**
   * Listens and answers, on daemon threads.
   *
   * @param port 0 is any
   * @throws IOException when it can't listen there, as where the port is taken
   */
  public static MetricsServer start(Metrics metrics, String host, int port) throws IOException {
    return new MetricsServer(
        host,
        HTTPServer.builder()
            .inetAddress(InetAddress.getByName(host))
            .port(port)
            .registry(metrics.prometheus())
            .registerHealthHandler(false)
            .buildAndStart());
  }

  /** Where the metrics are. */
  public URI address() {
    String plain = host.replaceAll("^\\[|]$", "").replaceFirst("%.*", ""); // no zone
    String shown = plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
    return URI.create("http://" + shown + ":" + server.getPort() + "/metrics");
  }

  /** Ends at once, with what is being answered. */
  @Override
  public void close() {
    server.close();
  }
}
