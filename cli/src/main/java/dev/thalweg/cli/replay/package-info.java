/**
 * {@code thalweg replay} and what it prints.
 *
 * <p>May depend on {@code trainer} and {@code cli.learning}. Invariant: it writes to no topic.
 */
package dev.thalweg.cli.replay;
