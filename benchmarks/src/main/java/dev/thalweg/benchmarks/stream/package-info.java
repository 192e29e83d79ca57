/**
 * One pass over a stream of numbers, test-then-train: Thalweg's learner and trainer beside those of
 * MOA and Smile.
 *
 * <p>May depend on {@code run}, {@code training}, {@code mapping} and {@code model}. Invariant: MOA
 * and Smile, which are under the GPL, are fetched for a measurement and run in processes of their
 * own; nothing of them is linked or shipped.
 */
package dev.thalweg.benchmarks.stream;
