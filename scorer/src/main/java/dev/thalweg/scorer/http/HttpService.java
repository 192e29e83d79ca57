package dev.thalweg.scorer.http;

import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import dev.thalweg.scorer.models.ModelCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scoring over HTTP. It reads the models from a catalog and changes nothing; when it is stopped it
 * finishes what it has begun.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

  /** They parse and write; nothing on them waits. */
  private static final int THREADS_MAX = 16;

  private static final int THREADS_MIN = 4;
  private static final int ACCEPT_QUEUE = 256;

  private final HttpConfig config;
  private final InFlight inFlight = new InFlight();
  private final Models models;
  private final Coalescer coalescer;
  private final ClassifyEndpoint classify;
  private final RouteTable routes;
  private final ServiceHandler handler;
  private final Server server;
  private final ServerConnector connector;
  private final SlowHeaders slowHeaders;

  /**
   * Opens nothing yet.
   *
   * @param decoder of pictures; without one only raw pixels are classified
   * @param metrics stays the caller's
   */
  public HttpService(
      HttpConfig config,
      ModelCatalog catalog,
      Optional<ImageDecoder> decoder,
      ScorerMetrics metrics) {
    this.config = config;
    HttpLimits limits = config.limits();
    models = new Models(catalog);
    coalescer = new Coalescer(catalog, limits.queuedImagesMax(), metrics::scored);
    metrics.watchQueue(coalescer::queuedImages);
    classify = new ClassifyEndpoint(models, coalescer, decoder);
    routes = new RouteTable(routes(metrics));
    handler = new ServiceHandler(routes, config.token(), limits, inFlight, metrics);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
    threads.setName("http");
    threads.setDaemon(true);
    server = new Server(threads);
    server.setHandler(handler);
    server.setErrorHandler(new ProblemErrorHandler(limits, metrics));
    server.setStopTimeout(0); // what has begun is waited for here, not there
    connector = connector(limits);
    slowHeaders = new SlowHeaders(connector.getScheduler(), limits.requestTimeout());
    connector.addBean(slowHeaders);
    connector.addBean(new NetworkConnectionLimit(limits.connectionsMax(), connector));
    server.addConnector(connector);
  }

  private List<Route> routes(ScorerMetrics metrics) {
    List<Route> all = new ArrayList<>();
    all.addAll(new InferEndpoints(models, coalescer, config.limits()).routes());
    all.addAll(classify.routes());
    all.addAll(new ModelEndpoints(models, inFlight).routes());
    all.addAll(new ServerEndpoints(models, inFlight, metrics, config.softwareVersion()).routes());
    return all;
  }

  private ServerConnector connector(HttpLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(limits.headerBytesMax());
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector made =
        config.tls().isPresent()
            ? new ServerConnector(
                server,
                1,
                1,
                new SslConnectionFactory(config.tls().get().contextFactory(), plain.getProtocol()),
                plain)
            : new ServerConnector(server, 1, 1, plain);
    made.setHost(config.host());
    made.setPort(config.port());
    made.setIdleTimeout(limits.idleTimeout().toMillis());
    made.setAcceptQueueSize(ACCEPT_QUEUE);
    return made;
  }

  /**
   * Listens.
   *
   * @throws UserException when it can't, there
   */
  public void start() {
    open();
    coalescer.start();
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new UserException(
          "The HTTP service can't be started (%s): check the certificate and the address."
              .formatted(e.getMessage()),
          e);
    }
    slowHeaders.start();
    if (config.token().isEmpty() && !isLoopback()) {
      LOG.warn(
          "Anyone who can reach {} can use the service: give --http-token-file to require a token.",
          address());
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
        ("The HTTP service can't listen on %s port %d, which may be taken: give another --http-port"
                + " (0 is any), or --http-host, or --no-http.")
            .formatted(config.host(), config.port()),
        e);
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(config.host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Where it listens; after {@link #start}. */
  public URI address() {
    String scheme = config.tls().isPresent() ? "https" : "http";
    String host = config.host().indexOf(':') < 0 ? config.host() : "[" + config.host() + "]";
    return URI.create("%s://%s:%d".formatted(scheme, host, connector.getLocalPort()));
  }

  /** Whether the port is another than was configured, because that one was taken. */
  public boolean isOnOtherPort() {
    return config.port() != 0 && connector.getLocalPort() != config.port();
  }

  RouteTable routeTable() {
    return routes;
  }

  /** Images that wait to be scored. */
  int queuedImages() {
    return coalescer.queuedImages();
  }

  /** Bytes that bodies in hand take. */
  long bodyBytes() {
    return handler.bodyBytes();
  }

  /**
   * Is no longer ready, accepts no more requests, answers those it has, within the drain timeout,
   * and stops. Without requests in hand it stops at once.
   */
  @Override
  public void close() {
    if (!inFlight.drain(config.limits().drainTimeout())) {
      LOG.warn("Some HTTP requests were not answered in time.");
    }
    slowHeaders.close();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The HTTP server was not stopped cleanly.", e);
    }
    connector.close();
    coalescer.close();
    classify.close();
    models.close();
  }
}
