package dev.thalweg.monitor.web;

import dev.thalweg.http.HttpConfig;
import java.util.Set;

/**
 * Where the page is served, and what people may do on it.
 *
 * @param names host names under which the page is reached, besides localhost and addresses: a
 *     request under another name is refused, since it may be a stranger's page that asks
 * @param readOnly whether drawing and labelling are left out
 */
public record PageConfig(HttpConfig server, Set<String> names, boolean readOnly) {
  public static final String DEFAULT_HOST = HttpConfig.LOOPBACK;
  public static final int DEFAULT_PORT = 8081;

  public PageConfig {
    names = Set.copyOf(names);
  }

  /** On loopback; on the default port or, where that is taken, on a free one. */
  public static PageConfig onLoopback() {
    return new PageConfig(HttpConfig.plain(DEFAULT_HOST, DEFAULT_PORT, true), Set.of(), false);
  }
}
