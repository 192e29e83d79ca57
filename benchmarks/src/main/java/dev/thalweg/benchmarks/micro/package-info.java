/**
 * JMH benchmarks of single operations.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.micro;
