/**
 * How quickly requests over HTTP are answered that come at a constant rate.
 *
 * <p>May depend on everything. Invariant: a request's time counts from when it was due, whether a
 * connection was free or not.
 */
package dev.thalweg.benchmarks.http;
