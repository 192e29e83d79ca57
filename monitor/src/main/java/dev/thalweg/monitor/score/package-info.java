/**
 * How good predictions were: counts and sums that can be added, and the figures made of them.
 *
 * <p>May depend on {@code schemas} and {@code monitor.state}. Invariant: counts are exact and the
 * same in any order.
 */
package dev.thalweg.monitor.score;
