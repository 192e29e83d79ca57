package dev.thalweg.monitor.web;

import dev.thalweg.monitor.web.drawing.PageProblem;
import java.util.Locale;
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

  /** What a browser says about a request; null if it says nothing. */
  record Claims(String host, String origin, String fetchSite) {}

  /**
   * @param names by which the page is reached, besides localhost and addresses
   */
  SameOrigin(Set<String> names) {
    this.names = names;
  }

  /** Throws a {@link PageProblem} when the page is asked for under a name that is not its own. */
  void requireName(String host) {
    String name = host == null ? "" : PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    if (!name.equals("localhost") && !ADDRESS.matcher(name).matches() && !names.contains(name)) {
      throw new PageProblem(
          421, "The page is not served under this name: see --http-name of thalweg monitor.");
    }
  }

  /** Throws a {@link PageProblem} when a request that changes something is not the page's own. */
  void requireOwn(Claims claims) {
    boolean otherSite = claims.fetchSite() != null && !claims.fetchSite().equals("same-origin");
    // Behind a proxy that ends TLS the scheme may be the other one.
    boolean otherOrigin =
        claims.origin() != null
            && !claims.origin().equals("http://" + claims.host())
            && !claims.origin().equals("https://" + claims.host());
    if (otherSite || otherOrigin) {
      throw new PageProblem(403, "Only the page itself may send this.");
    }
  }
}
