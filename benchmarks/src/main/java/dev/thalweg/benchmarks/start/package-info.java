/**
 * From the command to what a demo shows.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.start;
