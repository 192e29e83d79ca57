/**
 * A first mapping, drafted from a schema and the first records, for a person to read and mend.
 *
 * <p>May depend on the packages of {@code mapping} and on Avro's schemas. Invariant: a draft with a
 * target is a mapping that can be read.
 */
package dev.thalweg.mapping.draft;
