/**
 * The process of one peer: it reads the images, and learns and tests when it is told to.
 *
 * <p>May depend on the JDK alone: peers bring libraries that conflict with Thalweg's. Invariant:
 * every peer gets the same floats in the same order from the same code.
 */
package dev.thalweg.benchmarks.peers.worker;
