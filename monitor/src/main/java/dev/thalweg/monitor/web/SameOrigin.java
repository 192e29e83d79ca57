package dev.thalweg.monitor.web;

import dev.thalweg.http.route.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a request comes from the page itself. A stranger's page that makes a browser ask is told
 * by its origin; one whose name was made to point here (DNS rebinding) has the right origin, and is
 * told by that name.
 */
final class SameOrigin {
  /** Addresses can't be rebound. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private final Set<String> names;

  /** What a browser says about a request. */
  record Claims(Optional<String> host, Optional<String> origin, Optional<String> fetchSite) {}

  /**
   * @param names by which the page is reached, besides localhost and addresses
   */
  SameOrigin(Set<String> names) {
    this.names = names;
  }

  /**
   * Throws a {@link ProblemException} when the page is asked for under a name that is not its own.
   */
  void requireName(Optional<String> host) {
    String name = PORT.matcher(host.orElse("").toLowerCase(Locale.ROOT)).replaceFirst("");
    if (!name.equals("localhost") && !ADDRESS.matcher(name).matches() && !names.contains(name)) {
      throw ProblemException.of(
          421, "The page is not served under this name: see --http-name of thalweg monitor.");
    }
  }

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
