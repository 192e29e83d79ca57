/**
 * The program as its users meet it: real processes, a real broker and registry, real signals. Each
 * package is a subject; {@code process}, {@code command} and {@code stack} also hold what the
 * others run on.
 *
 * <p>May depend on everything. Invariant: no test leaves a process behind.
 */
package dev.thalweg.integration;
