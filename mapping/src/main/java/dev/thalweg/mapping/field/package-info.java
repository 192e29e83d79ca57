/**
 * The fields of one record, whatever its format, and what their values mean: numbers, texts, times.
 *
 * <p>May depend on {@code schemas} for shown texts, on Avro and on Jackson's tree; knows nothing of
 * files, features and Kafka. Invariant: the same record as Avro, as JSON and as a row of texts
 * gives the same numbers, texts and times; what gives none is refused with the field and the
 * reason.
 */
package dev.thalweg.mapping.field;
