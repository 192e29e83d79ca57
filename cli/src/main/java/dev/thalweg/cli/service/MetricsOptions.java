package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Part;
import dev.thalweg.http.AnswerObserver;
import dev.thalweg.http.HttpConfig;
import dev.thalweg.http.HttpServer;
import dev.thalweg.http.Site;
import dev.thalweg.http.route.Admission;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HostNames;
import dev.thalweg.http.route.Route;
import dev.thalweg.http.route.RouteTable;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Whether, and where, a process serves its metrics on a port of their own. */
public final class MetricsOptions {
  private static final String PATH = "/metrics";
  private static final int PORT_MAX = 65_535;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serve metrics for Prometheus on this port, under /metrics; 0 means any (default: none).")
  Integer port;

  @Option(
      names = "--metrics-host",
      paramLabel = "HOST",
      description = "The address of --metrics-port (default: ${DEFAULT-VALUE}).")
  String host = HttpConfig.LOOPBACK;

  /** What is to be served; empty where no port was given, and nobody would see it. */
  public Optional<Metrics> registry() {
    return port == null ? Optional.empty() : Optional.of(new Metrics());
  }

  /** Metrics as the part of a service that is added first, so they are served first and go last. */
  public Part part(Metrics metrics, Consumer<String> tell) {
    MetricsPort served = new MetricsPort(metrics, tell);
    return Part.lasting("the port of metrics", served::open, served::close);
  }

  /** Metrics that are served where a port was given, until it is closed. */
  private final class MetricsPort {
    private final Metrics metrics;
    private final Consumer<String> tell;
    private Optional<HttpServer> server = Optional.empty();

    private MetricsPort(Metrics metrics, Consumer<String> tell) {
      this.metrics = metrics;
      this.tell = tell;
    }

    /**
     * Serves them.
     *
     * @throws UserException when the port is taken
     */
    void open() {
      if (port == null) {
        return;
      }
      if (port < 0 || port > PORT_MAX) {
        throw new UserException(
            "%d is not a port: give --metrics-port 0 (any) to %d.".formatted(port, PORT_MAX));
      }
      HttpConfig config = HttpConfig.plain(host, port, false);
      HttpServer started = new HttpServer(config, site(config));
      started.start();
      server = Optional.of(started);
      tell.accept("Metrics are at %s%s.".formatted(started.address(), PATH));
    }

    private Site site(HttpConfig config) {
      Route route =
          Route.get(
              PATH,
              request ->
                  CompletableFuture.completedFuture(
                      Answer.text(Metrics.CONTENT_TYPE, metrics.scrape())));
      return new Site(
          "metrics",
          "Metrics",
          "give another --metrics-port (0 is any) or --metrics-host",
          "The metrics are at %s.".formatted(PATH),
          new RouteTable(List.of(route)),
          config.isOpenToOthers()
              ? Admission.ANYONE
              : new HostNames(Set.of(), "Ask for the metrics of localhost, or of its address."),
          Map.of(),
          AnswerObserver.NONE);
    }

    void close() {
      server.ifPresent(HttpServer::close);
      metrics.close();
    }
  }
}
