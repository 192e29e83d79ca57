/**
 * How long it takes until what was learned is served.
 *
 * <p>May depend on everything. Invariant: all times are of this machine's one clock.
 */
package dev.thalweg.benchmarks.fresh;
