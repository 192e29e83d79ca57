/**
 * How much memory each service of a pipeline takes, and whether it grows.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.memory;
