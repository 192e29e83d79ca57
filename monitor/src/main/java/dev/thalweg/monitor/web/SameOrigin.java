package dev.thalweg.monitor.web;

import dev.thalweg.http.route.ProblemException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a request comes from the page itself. A stranger's page that makes a browser ask is told
 * by its origin; one whose name was made to point here by {@link dev.thalweg.http.route.HostNames}.
 */
final class SameOrigin {
  private final Set<String> names;

  /**
   * @param names under which the page is reached; a proxy may ask for it under another
   */
  SameOrigin(Set<String> names) {
    this.names = Set.copyOf(names);
  }

  /** What a browser says about a request. */
  record Claims(Optional<String> host, Optional<String> origin, Optional<String> fetchSite) {}

  /**
   * Throws a {@link ProblemException} when a request that changes something is not the page's own.
   * Browsers say themselves whether it is, where the page came by HTTPS or from this machine; that
   * holds behind a proxy, too, which may have its own name for this server.
   */
  void requireOwn(Claims claims) {
    String host = claims.host().orElse("");
    boolean own =
        claims.fetchSite().isPresent()
            ? claims.fetchSite().get().equals("same-origin")
            : claims.origin().map(origin -> isOwn(origin, host)).orElse(true);
    if (!own) {
      throw ProblemException.of(
          403,
          "Only the page itself may send this. Behind a proxy: pass the Host header on, or name the"
              + " page's host with --http-name of thalweg monitor.");
    }
  }

  /** Behind a proxy that ends TLS the scheme may be the other one. */
  private boolean isOwn(String origin, String host) {
    String asked = origin.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
    return !asked.equals(origin) // another scheme, or null
        && (asked.equals(host.toLowerCase(Locale.ROOT))
            || names.contains(asked.replaceFirst(":\\d{1,5}$", "")));
  }
}
