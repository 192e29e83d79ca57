/**
 * One way to put a service together from its parts: the service itself, its page, its metrics, its
 * HTTP, what it reads back.
 *
 * <p>May depend on {@code schemas}, {@code cli.tasks} and {@code cli.terminal}. Invariant: when a
 * part dies, the assembly ends with a sentence that names it, and every part is closed, in a
 * bounded time.
 */
package dev.thalweg.cli.assembly;
