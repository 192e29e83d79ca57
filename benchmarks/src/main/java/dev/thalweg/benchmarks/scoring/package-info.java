/**
 * Rates and delays of scoring, and a scorer's start.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.scoring;
