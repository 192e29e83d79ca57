/**
 * A service of a team that has meters: it follows a pipeline's snapshots and scores in its own
 * process.
 *
 * <p>May depend on {@code snapshots}, {@code schemas} and {@code model}. Invariant: it needs
 * neither a trainer nor Kafka Streams nor an HTTP server.
 */
package dev.thalweg.examples.scoring;
