/**
 * From kill -9 to the next new step.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.recovery;
