/**
 * Reading samples back from the log, and states from the changelog, apart from the consumer of
 * Kafka Streams.
 *
 * <p>May depend on {@code topics}, {@code schemas}, {@code trainer.fold} and kafka-clients.
 * Invariant: a read ends at the offset that was asked for or fails, and returns every committed
 * record below it.
 */
package dev.thalweg.trainer.log;
