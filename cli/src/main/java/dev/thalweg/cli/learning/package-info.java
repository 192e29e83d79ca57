/**
 * The options of a network and of how it learns.
 *
 * <p>May depend on {@code model}, {@code trainer} and picocli. Invariant: what flags say, they can
 * be written back as.
 */
package dev.thalweg.cli.learning;
