/**
 * The options of a stream: where its examples come from, how fast, how many.
 *
 * <p>May depend on {@code producer} and picocli. Invariant: every default comes from the
 * configuration it fills.
 */
package dev.thalweg.cli.data;
