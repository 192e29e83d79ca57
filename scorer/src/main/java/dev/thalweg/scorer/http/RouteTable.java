package dev.thalweg.scorer.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** All routes. */
final class RouteTable {
  private final List<Route> routes;

  RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  List<Route> routes() {
    return routes;
  }

  /** A route, and the values of its template. */
  record Match(Route route, Map<String, String> path) {}

  /**
   * The route of a path, whatever the method.
   *
   * @throws ProblemException when there is none
   */
  Match find(String path) {
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(path);
      if (values.isPresent()) {
        return new Match(route, values.get());
      }
    }
    throw ProblemException.notFound("Nothing is here; GET /openapi.json says what there is.");
  }

  /** Throws where the route is not for this method. */
  static void requireMethod(Route route, String method) {
    if (!route.answers(method)) {
      throw new ProblemException(
              HttpStatus.METHOD_NOT_ALLOWED_405,
              "This address is for %s only.".formatted(route.allowed()))
          .header("Allow", route.allowed());
    }
  }
}
