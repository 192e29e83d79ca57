package dev.thalweg.http.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All routes of a server. */
public final class RouteTable {
  private final List<Route> routes;

  public RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  public List<Route> routes() {
    return routes;
  }

  /** A route, and the values of its template. */
  public record Match(Route route, Map<String, String> path) {}

  /** The route of a path, whatever the method; the first one where several match. */
  public Optional<Match> find(String path) {
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(path);
      if (values.isPresent()) {
        return Optional.of(new Match(route, values.get()));
      }
    }
    return Optional.empty();
  }
}
