/**
 * Which model, and which version of it, a request means.
 *
 * <p>May depend on {@code dev.thalweg.http.route} for its problems, {@code snapshots} and {@code
 * dev.thalweg.scorer.models}. Invariant: reading a version never holds up a request for what is
 * served.
 */
package dev.thalweg.scorer.http.models;
