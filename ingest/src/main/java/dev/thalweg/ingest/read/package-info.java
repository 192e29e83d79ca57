/**
 * From the bytes of a source's record to its fields.
 *
 * <p>May depend on {@code schemas}, {@code mapping} and Jackson. Invariant: a record that can't be
 * read is a sentence, whatever its bytes.
 */
package dev.thalweg.ingest.read;
