/**
 * The demo: all services and the streams that keep them busy, in one process.
 *
 * <p>May depend on its own subpackages, {@code cli.service}, {@code cli.data}, {@code
 * cli.learning}, {@code cli.cluster} and {@code cli.terminal}. Invariant: what it reports, it has
 * read from the topics.
 */
package dev.thalweg.cli.demo;
