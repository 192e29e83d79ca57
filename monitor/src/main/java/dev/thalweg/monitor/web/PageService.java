package dev.thalweg.monitor.web;

import dev.thalweg.http.HttpServer;
import dev.thalweg.monitor.web.drawing.DrawingSender;
import dev.thalweg.monitor.web.drawing.Drawings;
import dev.thalweg.monitor.web.drawing.Failure;
import dev.thalweg.monitor.web.state.PageState;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page as a service: follows the topics and shows them in the browser. */
public final class PageService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageService.class);

  /** Faster than this nobody can read. */
  private static final int TELL_EVERY_MS = 500;

  private static final int BEAT_EVERY_MS = 10_000;

  private final PageConfig config;
  private final PageState state;
  private final EventLog events;
  private final Drawings drawings;
  private final DrawingSender sender;
  private final PageTopics topics;
  private final HttpServer server;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "page-ticker");
            made.setDaemon(true);
            return made;
          });

  /**
   * Opens clients, but asks nothing yet.
   *
   * @param metrics what is served under {@code /metrics}
   */
  public PageService(
      PageConfig config, Connection connection, Pipeline pipeline, Supplier<String> metrics) {
    this.config = config;
    state = new PageState(pipeline.model());
    events = new EventLog(state::all);
    sender = DrawingSender.open(connection, pipeline);
    drawings = new Drawings(sender, pipeline.model(), Drawings.TIMEOUT);
    topics = new PageTopics(connection, pipeline, state, drawings);
    server =
        PageSite.server(
            config, new PageRoutes(config, pipeline.name(), state, events, drawings, metrics));
  }

  /**
   * Listens, and begins to follow the topics.
   *
   * @throws UserException when the port is taken, or a topic is not there
   */
  public void start() {
    server.start();
    topics.start();
    var unused =
        topics
            .completion()
            .whenComplete(
                (ended, cause) -> {
                  if (cause != null) {
                    failure.completeExceptionally(Failure.unwrapped(cause));
                  }
                });
    every(TELL_EVERY_MS, () -> state.changes().ifPresent(events::tell));
    every(BEAT_EVERY_MS, events::beat);
    if (!config.readOnly() && server.isOpenToOthers()) {
      LOG.warn(
          "Anyone who can reach {} can add samples to be learned: give --http-read-only"
              + " to show the page only.",
          address());
    }
  }

  private void every(int millis, Runnable work) {
    var unused =
        ticker.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                failure.completeExceptionally(e);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** Where the page is; after {@link #start}. */
  public URI address() {
    return server.address();
  }

  /** Whether the port is another than was configured, because that one was taken. */
  public boolean isOnOtherPort() {
    return server.isOnOtherPort();
  }

  /** How many browsers have it open. */
  public long openPages() {
    return events.subscribers();
  }

  /** How many drawings were sent to {@code examples}. */
  public long drawingsSent() {
    return drawings.sent();
  }

  /** How many of them were labelled, and sent to {@code samples}. */
  public long drawingsLabelled() {
    return drawings.labelled();
  }

  /** Done only when it could not go on, with its failure. */
  public CompletableFuture<Void> failure() {
    return failure;
  }

  /** Stops within some seconds; open pages try to come back. */
  @Override
  public void close() {
    ticker.shutdownNow();
    server.close();
    topics.close();
    sender.close();
  }
}
