/**
 * The program as its users meet it: real processes, a real broker and registry, real signals.
 *
 * <p>May depend on everything. Invariant: no test leaves a process behind.
 */
package dev.thalweg.integration;
