/**
 * Changing on demand what a stream shows.
 *
 * <p>May depend on {@code producer.source}. Invariant: a drifted record is a function of the record
 * and its index.
 */
package dev.thalweg.producer.drift;
