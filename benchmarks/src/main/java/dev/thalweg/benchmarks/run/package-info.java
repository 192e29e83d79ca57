/**
 * What every benchmark shares: the machine, medians, result files, a stack of its own.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.run;
