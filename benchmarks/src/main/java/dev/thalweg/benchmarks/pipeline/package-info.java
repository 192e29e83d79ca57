/**
 * A whole pipeline, each of its services a process of its own, and the rate at which nothing lags
 * behind.
 *
 * <p>May depend on everything. Invariant: figures that are compared come from one run.
 */
package dev.thalweg.benchmarks.pipeline;
