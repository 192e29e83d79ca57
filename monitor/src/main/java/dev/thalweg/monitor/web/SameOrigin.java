package dev.thalweg.monitor.web;

import dev.thalweg.http.route.ProblemException;
import java.util.List;
import java.util.Optional;

/**
 * Whether a request comes from the page itself. A stranger's page that makes a browser ask is told
 * by its origin; one whose name was made to point here by {@link dev.thalweg.http.route.HostNames}.
 */
final class SameOrigin {
  /** What a browser says about a request. */
  record Claims(Optional<String> host, Optional<String> origin, Optional<String> fetchSite) {}

  /**
   * Throws a {@link ProblemException} when a request that changes something is not the page's own.
   */
  void requireOwn(Claims claims) {
    boolean otherSite = claims.fetchSite().filter(site -> !site.equals("same-origin")).isPresent();
    // Behind a proxy that ends TLS the scheme may be the other one.
    String host = claims.host().orElse("");
    List<String> own = List.of("http://" + host, "https://" + host);
    boolean otherOrigin = claims.origin().filter(origin -> !own.contains(origin)).isPresent();
    if (otherSite || otherOrigin) {
      throw ProblemException.of(403, "Only the page itself may send this.");
    }
  }
}
