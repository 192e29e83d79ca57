/**
 * One pass over a stream of numbers, test-then-train: Thalweg's learner and trainer beside MOA's.
 *
 * <p>May depend on {@code run}, {@code training}, {@code mapping} and {@code model}. Invariant:
 * MOA, which is under the GPL, is fetched for a measurement and runs in a process of its own;
 * nothing of it is linked or shipped.
 */
package dev.thalweg.benchmarks.stream;
