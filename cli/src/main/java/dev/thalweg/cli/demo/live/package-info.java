/**
 * What every demo has: the services in one process, what is seen of them on the topics, and when
 * all is learned.
 *
 * <p>May depend on {@code cli.service}, {@code cli.learning}, {@code cli.cluster}, {@code
 * cli.assembly} and {@code cli.terminal}. Invariant: it knows nothing of where the samples come
 * from.
 */
package dev.thalweg.cli.demo.live;
