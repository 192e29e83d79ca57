/**
 * Tables in files: CSV row by row, and as Avro records.
 *
 * <p>May depend on {@code mapping.field} for what a number is, on {@code schemas} for {@code
 * UserException}, on Avro and on Jackson's CSV, which nothing else here knows. Invariant: memory
 * grows with the longest row that is allowed, never with the file.
 */
package dev.thalweg.mapping.csv;
