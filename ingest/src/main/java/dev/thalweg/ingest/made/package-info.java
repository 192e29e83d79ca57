/**
 * The records that the service writes.
 *
 * <p>May depend on {@code schemas}, {@code mapping} and the figures. Invariant: what is written is
 * a function of features, target and weight; a sample and the example of the same features have the
 * same bytes.
 */
package dev.thalweg.ingest.made;
