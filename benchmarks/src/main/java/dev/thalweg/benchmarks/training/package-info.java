/**
 * Rates of learning from the log and from memory, and what exactly-once costs.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.training;
