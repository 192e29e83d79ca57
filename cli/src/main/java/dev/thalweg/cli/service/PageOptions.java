package dev.thalweg.cli.service;

import dev.thalweg.http.HttpConfig;
import dev.thalweg.monitor.web.PageConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Whether, and where, a monitor serves its page. */
final class PageOptions {
  @Option(
      names = "--no-http",
      fallbackValue = "true",
      description = "Serve no page, and no metrics on its port.")
  boolean off;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      description = "The address to serve the page on (default: ${DEFAULT-VALUE}).")
  String host = PageConfig.DEFAULT_HOST;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Its port; 0 means any (default: "
              + PageConfig.DEFAULT_PORT
              + ", or a free one if it is taken).")
  Integer port;

  @Option(
      names = "--http-name",
      paramLabel = "NAME",
      description =
          "A host name under which the page is reached, besides localhost and addresses (may be"
              + " repeated).")
  List<String> names = List.of();

  @Option(
      names = "--http-read-only",
      fallbackValue = "true",
      description = "Only show the page: nobody can draw on it, and nothing is learned from it.")
  boolean readOnly;

  /** Empty when there is to be no page. */
  Optional<PageConfig> config() {
    return off
        ? Optional.empty()
        : Optional.of(
            new PageConfig(
                HttpConfig.plain(host, port == null ? PageConfig.DEFAULT_PORT : port, port == null),
                Set.copyOf(names),
                readOnly));
  }
}
