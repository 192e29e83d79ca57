package dev.thalweg.monitor.web;

import dev.thalweg.http.AnswerObserver;
import dev.thalweg.http.HttpServer;
import dev.thalweg.http.Site;
import dev.thalweg.http.route.RouteTable;
import java.util.Map;

/** The page as a server's site, and the headers that every answer of it has. */
final class PageSite {
  /** Nothing but what the page's own server sends, and no frame around it. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private PageSite() {}

  /** A server of the page, which opens nothing yet. */
  static HttpServer server(PageConfig config, PageRoutes routes) {
    return new HttpServer(
        config.server(),
        new Site(
            "page",
            "The page",
            "give another port (0 is any) or address",
            "There is nothing here.",
            new RouteTable(routes.routes()),
            routes.admission(),
            HEADERS,
            AnswerObserver.NONE));
  }
}
