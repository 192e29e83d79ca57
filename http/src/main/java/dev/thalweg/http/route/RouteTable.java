package dev.thalweg.http.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** All routes of a server. */
public final class RouteTable {
  private static final Pattern SLASHES = Pattern.compile("//+");

  private final List<Route> routes;

  public RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  public List<Route> routes() {
    return routes;
  }

  /** A route, and the values of its template. */
  public record Match(Route route, Map<String, String> path) {}

  /**
   * The route of a path, whatever the method; the first one where several match. Slashes that were
   * doubled, or put at the end, by joining addresses change nothing.
   */
  public Optional<Match> find(String path) {
    Optional<Match> asItIs = findExactly(path);
    if (asItIs.isPresent()) {
      return asItIs;
    }
    String single = SLASHES.matcher(path).replaceAll("/");
    boolean trailing = single.length() > 1 && single.endsWith("/");
    String tidy = trailing ? single.substring(0, single.length() - 1) : single;
    return tidy.equals(path) ? Optional.empty() : findExactly(tidy);
  }

  private Optional<Match> findExactly(String path) {
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(path);
      if (values.isPresent()) {
        return Optional.of(new Match(route, values.get()));
      }
    }
    return Optional.empty();
  }
}
