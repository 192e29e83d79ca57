package dev.thalweg.mapping;

import dev.thalweg.mapping.vector.VectorMapping;
import java.util.Optional;

/** What a file says. */
record MappingParts(
    String pipeline,
    Source source,
    Id id,
    Optional<String> time,
    VectorMapping vector,
    Optional<Labels> labels,
    Optional<String> weight) {

  /** Where an id comes from; the field is there for {@code FIELD}. */
  record Id(IdSource source, Optional<String> field) {

    /** As a file says it. */
    String text() {
      return switch (source) {
        case FIELD -> field.orElseThrow();
        case KEY -> "$key";
        case OFFSET -> "$offset";
      };
    }
  }
}
