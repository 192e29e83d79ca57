/**
 * What a service on Kafka Streams needs besides its topology: clients that lose nothing, settings,
 * starting, going on after an outage, and how far the times of its records have come.
 *
 * <p>May depend on {@code schemas}, {@code topics} and Kafka Streams. Invariant: a thread begins at
 * what is committed, whatever happened to the one before it.
 */
package dev.thalweg.streams;
