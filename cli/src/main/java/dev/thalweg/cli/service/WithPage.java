package dev.thalweg.cli.service;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.metrics.MonitorMetrics;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.monitor.web.PageService;
import dev.thalweg.schemas.Pipeline;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A service together with the page: they start, and stop, as one. */
public final class WithPage {
  private WithPage() {}

  /**
   * Assembles them; nothing is started.
   *
   * @param metrics are shown on the page's port, and the page's own among them
   * @param tell is told where the page is, once it is served
   */
  public static Service of(
      Service service,
      PageConfig config,
      Cluster cluster,
      Pipeline pipeline,
      Metrics metrics,
      Consumer<String> tell) {
    PageService page = new PageService(config, cluster.connection(), pipeline, metrics::scrape);
    MonitorMetrics.watchPage(page::openPages, page::drawingsSent, page::drawingsLabelled, metrics);
    CompletableFuture<Void> either =
        CompletableFuture.anyOf(service.completion(), page.failure()).thenAccept(ended -> {});
    return new Service(
        service.name(),
        () -> {
          page.start(); // first: a port that is taken is told before anything joins the group
          service.starting().run();
          tell.accept(
              "The page is at %s%s."
                  .formatted(
                      page.address(),
                      page.isOnOtherPort() ? ", since its usual port is taken" : ""));
        },
        service.ready(),
        either,
        () -> {
          page.close();
          service.closing().run();
        });
  }
}
