/**
 * The first records of a source, to look at.
 *
 * <p>May depend on {@code schemas} and {@code topics}. Invariant: reading ends, whatever the broker
 * does.
 */
package dev.thalweg.ingest.read;
