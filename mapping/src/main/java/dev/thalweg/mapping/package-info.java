/**
 * The mapping: one YAML file that says what a sample is, and what a record becomes by it.
 *
 * <p>A {@link dev.thalweg.mapping.Mapping} is read from a file, of which it checks everything. Then
 * it makes of the {@link dev.thalweg.mapping.field.Fields} of a record, be it Avro, JSON or a row
 * of a table, a vector of float32, a target, a weight, a time and an id.
 *
 * <p>May depend on {@code mapping.vector}, {@code .feature}, {@code .field} and {@code .file}, on
 * {@code schemas} for names of pipelines and {@code UserException}, and on Avro's schemas; knows
 * nothing of Kafka's clients. Invariant: the same mapping makes of the same record the same bits,
 * wherever it runs, and its {@code sha256} says which mapping it was.
 */
package dev.thalweg.mapping;
