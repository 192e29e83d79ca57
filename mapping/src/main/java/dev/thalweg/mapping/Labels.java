package dev.thalweg.mapping;

import java.time.Duration;
import java.util.Optional;

/**
 * Labels that come in a topic of their own.
 *
 * @param source their topics and format
 * @param idSource {@code FIELD} or {@code KEY}
 * @param idField the field with the id of the features, if {@code idSource} is {@code FIELD}
 * @param timeField the field with their time; else it is the record's timestamp
 * @param within how long a label is waited for
 * @param missing what becomes of features without one
 * @param corrections what becomes of a second one
 */
public record Labels(
    Source source,
    IdSource idSource,
    Optional<String> idField,
    Optional<String> timeField,
    Duration within,
    Unlabelled missing,
    Corrections corrections) {}
