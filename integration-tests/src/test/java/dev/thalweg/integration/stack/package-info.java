/**
 * The stacks that the integration tests run on: a broker and a registry, as {@code thalweg up}
 * embeds them, and as containers of the official images. {@link
 * dev.thalweg.integration.stack.OnEachStack} runs the same tests on each.
 *
 * <p>May depend on Testcontainers, which no other package here knows. Invariant: a stack that was
 * started is stopped when the last test has run.
 */
package dev.thalweg.integration.stack;
