package dev.thalweg.http;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a {@link Site} at an address. Whoever stops it lets it finish what it has begun. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** They parse and write; nothing on them waits. */
  private static final int THREADS_MAX = 16;

  private static final int THREADS_MIN = 4;
  private static final int ACCEPT_QUEUE = 256;

  /** Routes have no empty segments, so nothing can be hidden behind one. */
  private static final UriCompliance DOUBLED_SLASHES =
      UriCompliance.DEFAULT.with(
          "doubled slashes", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT);

  /** What {@link URI} lets stand there. */
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_.]+");

  private final HttpConfig config;
  private final Site site;
  private final InFlight inFlight = new InFlight();
  private final RequestHandler handler;
  private final Server server;
  private final ServerConnector connector;
  private final SlowHeaders slowHeaders;

  /** Opens nothing yet. */
  public HttpServer(HttpConfig config, Site site) {
    this.config = config;
    this.site = site;
    HttpLimits limits = config.limits();
    handler = new RequestHandler(site, config, inFlight);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
    threads.setName(site.name());
    threads.setDaemon(true);
    server = new Server(threads);
    server.setHandler(handler);
    server.setErrorHandler(new ProblemErrorHandler(limits, site));
    server.setStopTimeout(0); // what has begun is waited for here, not there
    connector = connector(limits);
    slowHeaders = new SlowHeaders(connector.getScheduler(), limits.requestTimeout());
    connector.addBean(slowHeaders);
    connector.addBean(new NetworkConnectionLimit(limits.connectionsMax(), connector));
    server.addConnector(connector);
  }

  private ServerConnector connector(HttpLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(limits.headerBytesMax());
    http.setUriCompliance(DOUBLED_SLASHES);
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
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new UserException(
          "%s can't be served (%s): check the certificate and the address."
              .formatted(site.title(), e.getMessage()),
          e);
    }
    slowHeaders.start();
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
        "%s can't be served on %s port %d, which may be taken: %s."
            .formatted(site.title(), config.host(), config.port(), site.otherAddress()),
        e);
  }

  /** Whether other machines can reach it. */
  public boolean isOpenToOthers() {
    return config.isOpenToOthers();
  }

  /** Where it listens; after {@link #start}. */
  public URI address() {
    String scheme = config.tls().isPresent() ? "https" : "http";
    return URI.create(scheme + "://" + inUrl(config.host()) + ":" + connector.getLocalPort());
  }

  /** The zone of a link-local address follows an encoded percent sign (RFC 6874). */
  private static String inUrl(String host) {
    if (host.indexOf(':') < 0) {
      return host;
    }
    int zone = host.indexOf('%');
    boolean writable = zone < 0 || ZONE.matcher(host.substring(zone + 1)).matches();
    String address = writable ? host.replace("%", "%25") : host.substring(0, zone);
    return "[" + address + "]";
  }

  /** Whether the port is another than was configured, because that one was taken. */
  public boolean isOnOtherPort() {
    return config.port() != 0 && connector.getLocalPort() != config.port();
  }

  /** Bytes that bodies in hand take. */
  public long bodyBytes() {
    return handler.bodyBytes();
  }

  /** Bytes that wait for readers of events. */
  long eventBytes() {
    return handler.eventBytes();
  }

  /**
   * Takes no more requests, answers those it has, within the drain timeout, and stops. Without
   * requests in hand it stops at once; streams are ended.
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
  }
}
