/**
 * The service that makes samples of the records of other topics, by a mapping, exactly once.
 *
 * <p>May depend on {@code schemas}, {@code topics}, {@code mapping}, {@code streams}, {@code
 * metrics} and Kafka Streams. Invariant: each record of a source becomes part of one sample, is
 * told of in dead-letters, or is counted as what it was instead; and what fixes the order of
 * samples is done here, once.
 */
package dev.thalweg.ingest;
