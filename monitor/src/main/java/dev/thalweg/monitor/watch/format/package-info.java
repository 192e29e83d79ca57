/**
 * How a topic's records look: aligned columns with a trend for people, a JSON object a line for
 * machines.
 *
 * <p>May depend on {@code monitor.prequential}, {@code monitor.score}, {@code schemas} and Jackson.
 * Invariant: what a record says can't move the terminal's cursor or break a line.
 */
package dev.thalweg.monitor.watch.format;
