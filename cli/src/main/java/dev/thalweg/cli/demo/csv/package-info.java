/**
 * The demo with a CSV file of the user's own: its rows in a topic, the mapping that is drafted for
 * them, and what came of it.
 *
 * <p>May depend on {@code cli.demo.live} and what that may, {@code cli.ingest}, {@code ingest} and
 * {@code mapping}. Invariants: a row is sent once, whatever stops the demo and however often it
 * goes on; what is reported was read from the topics.
 */
package dev.thalweg.cli.demo.csv;
