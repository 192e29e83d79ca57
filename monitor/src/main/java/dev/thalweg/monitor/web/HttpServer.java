package dev.thalweg.monitor.web;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for the page's requests. */
final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final int THREADS_MAX = 12;
  private static final int THREADS_MIN = 4;
  private static final int CONNECTIONS_MAX = 256;
  private static final int HEADER_BYTES_MAX = 8 << 10;

  /** Three heartbeats of {@link PageService}. */
  private static final int IDLE_TIMEOUT_MS = 30_000;

  private final PageConfig config;
  private final Server server;
  private final ServerConnector connector;

  HttpServer(PageConfig config, Handler handler) {
    this.config = config;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
    threads.setName("page");
    threads.setDaemon(true);
    server = new Server(threads);
    server.setHandler(handler);
    server.setStopTimeout(0);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE_TIMEOUT_MS);
    connector.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    server.addConnector(connector);
  }

  /**
   * Listens.
   *
   * @throws UserException when it can't, there
   */
  void start() {
    open();
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new UserException(
          "The page can't be served (%s): check --http-host, or give --no-http."
              .formatted(e.getMessage()),
          e);
    }
  }

  private void open() {
    try {
      connector.open();
    } catch (IOException e) {
      if (!config.otherPortIfTaken()) {
        throw cannotListen(e);
      }
      connector.setPort(0);
      try {
        connector.open();
      } catch (IOException second) {
        throw cannotListen(second);
      }
    }
  }

  private UserException cannotListen(IOException e) {
    close();
    return new UserException(
        ("The page can't be served on %s port %d, which may be taken: give another port (0 is any)"
                + " or address.")
            .formatted(config.host(), config.port()),
        e);
  }

  /** Where it listens; after {@link #start}. */
  URI address() {
    String host = config.host().indexOf(':') < 0 ? config.host() : "[" + config.host() + "]";
    return URI.create("http://%s:%d".formatted(host, connector.getLocalPort()));
  }

  /** Whether the port is another than was configured, because that one was taken. */
  boolean isOnOtherPort() {
    return config.port() != 0 && connector.getLocalPort() != config.port();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the page's server was not stopped cleanly", e);
    }
    connector.close();
  }
}
