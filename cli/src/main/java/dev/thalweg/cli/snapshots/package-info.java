/**
 * {@code thalweg snapshots} and what it prints.
 *
 * <p>May depend on {@code snapshots} and {@code cli.cluster}. Invariant: nothing that a record says
 * can move the terminal's cursor.
 */
package dev.thalweg.cli.snapshots;
