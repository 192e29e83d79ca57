/**
 * Strict YAML: texts, lists and sections that know their line, and the text that is written of
 * them.
 *
 * <p>May depend on {@code schemas} for {@code UserException} and shown texts, and on Jackson's
 * YAML, which nothing else here knows; knows nothing of mappings. Invariant: whatever stands in a
 * file, it is read as it stands or refused by one sentence that names the line.
 */
package dev.thalweg.mapping.file;
