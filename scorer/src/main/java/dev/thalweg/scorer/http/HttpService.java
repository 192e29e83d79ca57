package dev.thalweg.scorer.http;

import dev.thalweg.http.HttpServer;
import dev.thalweg.http.Site;
import dev.thalweg.http.route.Admission;
import dev.thalweg.http.route.HostNames;
import dev.thalweg.http.route.Route;
import dev.thalweg.http.route.RouteTable;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.http.classify.ClassifyEndpoint;
import dev.thalweg.scorer.http.classify.ImageDecoder;
import dev.thalweg.scorer.http.infer.InferEndpoints;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.http.rows.RowsEndpoints;
import dev.thalweg.scorer.http.scoring.Coalescer;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import dev.thalweg.scorer.models.ModelCatalog;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scoring over HTTP. It reads the models from a catalog and changes nothing; when it is stopped it
 * finishes what it has begun.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

  private final ScoringConfig config;
  private final NamedModels models;
  private final Coalescer coalescer;
  private final ClassifyEndpoint classify;
  private final RouteTable routes;
  private final HttpServer server;

  /**
   * Opens nothing yet.
   *
   * @param decoder of pictures; without one only raw pixels are classified
   * @param metrics stays the caller's
   */
  public HttpService(
      ScoringConfig config,
      ModelCatalog catalog,
      Optional<ImageDecoder> decoder,
      ScorerMetrics metrics) {
    this.config = config;
    models = new NamedModels(catalog);
    coalescer = new Coalescer(catalog, config.examples().queuedMax(), metrics::scored);
    metrics.watchQueue(coalescer::queuedExamples);
    classify = new ClassifyEndpoint(models, coalescer, decoder);
    routes = new RouteTable(routes(metrics));
    server = new HttpServer(config.server(), site(metrics));
  }

  private List<Route> routes(ScorerMetrics metrics) {
    List<Route> all = new ArrayList<>();
    // Whoever scores the topic tells of one that can't be read.
    ServedMappings mappings = new ServedMappings(problem -> {});
    all.addAll(new InferEndpoints(models, mappings, coalescer, config.examples()).routes());
    all.addAll(new RowsEndpoints(models, mappings, coalescer, config.examples()).routes());
    all.addAll(classify.routes());
    all.addAll(new ModelEndpoints(models, mappings).routes());
    all.addAll(new ServerEndpoints(models, metrics, config.softwareVersion()).routes());
    return all;
  }

  private Site site(ScorerMetrics metrics) {
    return new Site(
        "http",
        "Scoring over HTTP",
        "give another --http-port (0 is any), or --http-host, or --no-http",
        "Nothing is here; GET /openapi.json says what there is.",
        routes,
        admission(),
        Map.of(),
        metrics::answered);
  }

  /** Where no one else can reach it, a name that is not its own was made to point at it. */
  private Admission admission() {
    return config.server().isOpenToOthers()
        ? Admission.ANYONE
        : new HostNames(
            Set.of(),
            "The scorer listens on loopback only, where it has no such name: ask localhost or "
                + "127.0.0.1, have a proxy send that as Host, or give another --http-host.");
  }

  /**
   * Listens.
   *
   * @throws UserException when it can't, there
   */
  public void start() {
    coalescer.start();
    try {
      server.start();
    } catch (UserException e) {
      close();
      throw e;
    }
    if (config.server().token().isEmpty() && config.server().isOpenToOthers()) {
      LOG.warn(
          "Anyone who can reach {} can use the service: give --http-token-file to require a token.",
          address());
    }
  }

  /** Where it listens; after {@link #start}. */
  public URI address() {
    return server.address();
  }

  /** Whether the port is another than was configured, because that one was taken. */
  public boolean isOnOtherPort() {
    return server.isOnOtherPort();
  }

  RouteTable routeTable() {
    return routes;
  }

  /** Examples that wait to be scored. */
  int queuedExamples() {
    return coalescer.queuedExamples();
  }

  /** Bytes that bodies in hand take. */
  long bodyBytes() {
    return server.bodyBytes();
  }

  /**
   * Is no longer ready, accepts no more requests, answers those it has, within the drain timeout,
   * and stops. Without requests in hand it stops at once.
   */
  @Override
  public void close() {
    server.close();
    coalescer.close();
    classify.close();
    models.close();
  }
}
