/**
 * From bytes to fields: a source's records, and rows in the same form that come from elsewhere.
 *
 * <p>May depend on {@code schemas}, {@code mapping} and Jackson; knows nothing of Kafka. Invariant:
 * what can't be read is a sentence, whatever its bytes; and the same JSON object gives the same
 * fields wherever it comes from.
 */
package dev.thalweg.mapping.read;
