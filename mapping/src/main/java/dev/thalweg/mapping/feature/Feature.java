package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Some columns of the vector, made of one field. */
public sealed interface Feature
    permits NumberFeature, CategoryFeature, HashFeature, CyclicFeature, ArrayFeature {

  /** The field's path. */
  String field();

  /** What its columns' names begin with. */
  String name();

  /** The name that it has unless it is given another. */
  default String nameDefault() {
    return field();
  }

  /** Its name in a file, such as {@code category}. */
  String type();

  /** What becomes of a missing value. */
  Missing missing();

  /** The names of its columns, in their order; a mask is the last. */
  List<String> columns();

  /** What its field can be. */
  Set<FieldType> readable();

  /**
   * Writes its columns.
   *
   * @param to of which they are 0 so far
   * @param at where the first of them is
   */
  void write(Fields from, float[] to, int at) throws MappingException;

  /** What a file says of this type of feature alone, such as the values of a category. */
  Map<String, Object> details();

  /** Everything that decides on its columns, with every default written out. */
  default Map<String, Object> describe() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("field", field());
    keys.put("name", name());
    keys.put("type", type());
    keys.putAll(details());
    keys.put("missing", missing().word());
    keys.put("mask", missing().mask());
    return keys;
  }

  /** The same without what is the default, as a person writes it. */
  default Map<String, Object> brief() {
    Map<String, Object> keys = describe();
    keys.remove("name", nameDefault());
    keys.remove("type", "number");
    keys.remove("other", false);
    keys.remove("zone", "UTC");
    keys.remove("missing", Missing.byDefault(type()).word());
    keys.remove("mask", false);
    return keys;
  }
}
