package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A number, as it is. */
public record NumberFeature(String field, String name, Missing missing) implements Feature {
  static final String TYPE = "number";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> columns() {
    return missing.withMaskColumn(List.of(name), name);
  }

  @Override
  public Set<FieldType> readable() {
    return EnumSet.of(FieldType.NUMBER, FieldType.BOOLEAN, FieldType.TEXT);
  }

  @Override
  public void write(Fields from, float[] to, int at) throws MappingException {
    FieldValue value = from.at(field);
    boolean isMissing = value.isMissingNumber();
    to[at] = isMissing ? missing.fill(value) : value.number32();
    missing.note(isMissing, to, at + 1);
  }

  @Override
  public Map<String, Object> details() {
    return Map.of();
  }
}
