/**
 * Features and labels of one id, whichever comes first.
 *
 * <p>May depend on {@code mapping}, {@code streams} and Kafka Streams' stores. Invariant: bounded
 * in time, number and bytes; and whatever is given up is counted.
 */
package dev.thalweg.ingest.join;
