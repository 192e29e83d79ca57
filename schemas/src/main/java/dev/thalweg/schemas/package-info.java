/**
 * The protocol of the pipeline: every topic with its Avro schema and settings, the Confluent wire
 * format, and the connection to a cluster and its registry. It knows nothing of arithmetic.
 *
 * <p>May depend on Avro, kafka-clients and the registry client. Invariant: what can't be read is
 * never guessed at; it becomes an {@link dev.thalweg.schemas.UnreadableRecordException} with its
 * reason, and its bytes go to dead-letters.
 */
package dev.thalweg.schemas;
