/**
 * What a server is given to serve: routes, what they are asked and what they answer.
 *
 * <p>A {@link dev.thalweg.http.route.Route} joins an address to an {@link
 * dev.thalweg.http.route.Endpoint}, which makes of an {@link dev.thalweg.http.route.HttpRequest} an
 * {@link dev.thalweg.http.route.Answer}, or throws a {@link
 * dev.thalweg.http.route.ProblemException}.
 *
 * <p>May depend on jackson-core and on Jetty's names of the statuses. Invariant: nothing here shows
 * a type of Jetty to who uses it, and every error is one shape, that of RFC 9457.
 */
package dev.thalweg.http.route;
