package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.metrics.MonitorMetrics;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.monitor.web.PageService;
import dev.thalweg.schemas.Pipeline;
import java.util.function.Consumer;

/** The page as a part of a service. */
public final class PagePart {
  private PagePart() {}

  /**
   * Not started as yet.
   *
   * @param metrics are shown on the page's port, and the page's own among them
   * @param tell is told where the page is, once it is served
   */
  public static Part of(
      PageConfig config,
      Cluster cluster,
      Pipeline pipeline,
      Metrics metrics,
      Consumer<String> tell) {
    PageService page = new PageService(config, cluster.connection(), pipeline, metrics::scrape);
    MonitorMetrics.watchPage(page::openPages, page::drawingsSent, page::drawingsLabelled, metrics);
    return Part.of(
        "the page",
        () -> {
          page.start();
          tell.accept(
              "The page is at %s%s."
                  .formatted(
                      page.address(),
                      page.isOnOtherPort() ? ", since its usual port is taken" : ""));
        },
        page.failure(),
        page::close);
  }
}
