package dev.thalweg.mapping;

import dev.thalweg.mapping.feature.Feature;
import java.util.List;
import java.util.Optional;

/** What a file says. */
record MappingParts(
    String pipeline,
    Source source,
    Id id,
    Optional<String> time,
    List<Feature> features,
    Target target,
    Optional<Labels> labels,
    Optional<String> weight) {

  MappingParts {
    features = List.copyOf(features);
  }

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
