/**
 * What a record's headers say of where it comes from.
 *
 * <p>May depend on kafka-clients. Invariant: headers say, and decide nothing: a record without them
 * is as good as one with.
 */
package dev.thalweg.schemas.provenance;
