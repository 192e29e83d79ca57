package dev.thalweg.mapping.vector;

import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.field.ValueList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be learned: one of some classes, or a number. */
public final class Target {
  private final String field;
  private final Optional<ValueList> classes;

  private Target(String field, Optional<ValueList> classes) {
    this.field = field;
    this.classes = classes;
  }

  /** A number. */
  public static Target number(String field) {
    return new Target(field, Optional.empty());
  }

  /** One of these, which are numbered from 0. */
  public static Target classes(String field, List<String> classes) {
    return new Target(field, Optional.of(new ValueList(classes)));
  }

  /** The path of its field: of the record, or of the label's record if labels come on their own. */
  public String field() {
    return field;
  }

  /** Whether it is a number. */
  public boolean isNumber() {
    return classes.isEmpty();
  }

  /** The classes' names in the order of their numbers; empty if it is a number. */
  public List<String> classes() {
    return classes.map(ValueList::values).orElse(List.of());
  }

  /** A class by its name, from 0; empty if it is none. */
  public Optional<Integer> indexOf(String name) {
    int index = classes().indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(index);
  }

  boolean isMissing(FieldValue value) {
    return isNumber() ? value.isMissingNumber() : value.isMissing();
  }

  double of(FieldValue value) throws MappingException {
    if (isNumber()) {
      return value.number();
    }
    int index = classes.get().indexOf(value);
    if (index < 0) {
      throw value.refused("which is not one of the classes");
    }
    return index;
  }

  Map<String, Object> describe() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("field", field);
    if (isNumber()) {
      keys.put("type", "number");
    } else {
      keys.put("classes", classes());
    }
    return keys;
  }
}
