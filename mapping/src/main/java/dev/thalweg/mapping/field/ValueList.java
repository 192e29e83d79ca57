package dev.thalweg.mapping.field;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values with a place each, such as the classes of a target. A value is found by its text, else by
 * the text that is meant: 1.0 is found as 1, True as true, and the other way round.
 */
public final class ValueList {
  private final List<String> values;
  private final Map<String, Integer> places = new HashMap<>();

  /** All different, without blanks around them. */
  public ValueList(List<String> values) {
    this.values = List.copyOf(values);
    for (int i = 0; i < values.size(); i++) {
      places.put(values.get(i), i);
    }
    for (int i = 0; i < values.size(); i++) {
      places.putIfAbsent(TextReading.canonical(values.get(i)), i);
    }
  }

  /** As they were given. */
  public List<String> values() {
    return values;
  }

  /** A value's place from 0; -1 if it has none. */
  public int indexOf(FieldValue value) throws MappingException {
    Integer place = places.get(value.text());
    return place != null ? place : places.getOrDefault(value.canonicalText(), -1);
  }
}
