package dev.thalweg.mapping.draft;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Guesses what a target is.
 *
 * @param classes none if it is a number
 * @param comment what a person should mend; may be empty
 */
record TargetGuess(List<String> classes, String comment) {
  private static final TargetGuess NUMBER = new TargetGuess(List.of(), "");

  /** By its values; empty if none of them can be learned. */
  static Optional<TargetGuess> of(Column column) {
    boolean isNumber = column.isNumber() && !column.hasBooleans();
    if (isNumber && !(column.isWhole() && column.texts().size() <= FeatureGuess.VALUES_MAX)) {
      return Optional.of(NUMBER);
    }
    return column.isReadable() && !column.texts().isEmpty()
        ? Optional.of(classes(column, isNumber))
        : Optional.empty();
  }

  private static TargetGuess classes(Column column, boolean isNumber) {
    List<String> classes = new ArrayList<>(column.texts());
    if (isNumber) {
      // NA and the like say that there is no target.
      classes.removeIf(text -> new FieldValue(column.path(), text).isMissingNumber());
      classes.sort(Comparator.comparingDouble(Double::parseDouble));
    } else {
      classes.sort(Comparator.naturalOrder());
    }
    if (classes.size() > 1) {
      return new TargetGuess(classes, "");
    }
    String only = classes.get(0);
    String other =
        switch (only) {
          case "0" -> "1";
          case "1" -> "0";
          case "true" -> "false";
          case "false" -> "true";
          default -> only.equals("other") ? "another" : "other";
        };
    List<String> both = new ArrayList<>(List.of(only, other));
    both.sort(Comparator.naturalOrder());
    return new TargetGuess(
        both, "only %s was seen: write the other classes here".formatted(quoted(only)));
  }

  /** By its schema alone. */
  static TargetGuess of(Set<FieldType> types, List<String> symbols) {
    if (symbols.size() > 1) {
      return new TargetGuess(symbols, "");
    }
    if (types.contains(FieldType.BOOLEAN)) {
      return new TargetGuess(List.of("false", "true"), "");
    }
    return types.contains(FieldType.NUMBER)
        ? new TargetGuess(List.of(), "or classes: [0, 1], if it is a class; no record showed")
        : new TargetGuess(List.of("A", "B"), "write the classes here: no record showed them");
  }
}
