/**
 * The same training step in other libraries, in turns with Thalweg's.
 *
 * <p>May depend on {@code run}, {@code worker} and {@code model}. Invariant: each peer is a process
 * of its own, with one compute thread, and has to learn the images before its rate counts; their
 * libraries are fetched for a measurement, and nothing of them is linked or shipped.
 */
package dev.thalweg.benchmarks.peers;
