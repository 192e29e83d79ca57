/**
 * The bodies of requests: they are read as they come, and unpacked.
 *
 * <p>May depend on {@code dev.thalweg.http.route} and on Jetty. Invariant: of a body never more is
 * held, packed or unpacked, than its limit and the budget of all bodies allow.
 */
package dev.thalweg.http.body;
