package dev.thalweg.monitor.web;

import dev.thalweg.schemas.UserException;
import java.util.Set;

/**
 * Where the page is served, and what people may do on it.
 *
 * @param host the address to listen on
 * @param port 0 is any
 * @param otherPortIfTaken whether a free port is taken where that one is not free
 * @param names host names under which the page is reached, besides localhost and addresses: a
 *     request under another name is refused, since it may be a stranger's page that asks
 * @param readOnly whether drawing and labelling are left out
 */
public record PageConfig(
    String host, int port, boolean otherPortIfTaken, Set<String> names, boolean readOnly) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8081;

  private static final int PORT_MAX = 65_535;

  public PageConfig {
    names = Set.copyOf(names);
    if (port < 0 || port > PORT_MAX) {
      throw new UserException("%d is not a port: use 0 (any) to %d.".formatted(port, PORT_MAX));
    }
  }

  /** On loopback; on the default port or, where that is taken, on a free one. */
  public static PageConfig onLoopback() {
    return new PageConfig(DEFAULT_HOST, DEFAULT_PORT, true, Set.of(), false);
  }
}
