/**
 * The one HTTP server, which the scorer and the monitor share.
 *
 * <p>{@link dev.thalweg.http.HttpServer} serves a {@link dev.thalweg.http.Site}. A request passes
 * the site's admission, finds its route, shows its token, and its body is read, all without a
 * thread that waits; its {@link dev.thalweg.http.route.Endpoint} answers at once or later.
 *
 * <p>May depend on {@code dev.thalweg.http.route} and {@code .body}, on {@code schemas} for {@code
 * UserException}, on Jetty and jackson-core; nothing outside of {@code dev.thalweg.http} knows
 * Jetty. Invariant: whatever a client sends, it gets one answer or its connection is closed, and
 * what is held for it is within {@link dev.thalweg.http.HttpLimits}.
 */
package dev.thalweg.http;
