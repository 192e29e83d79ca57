package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.field.ValueList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One of some values: a column each, of which the value's is 1.
 *
 * @param other whether any other value has a column too; else all of them are 0
 */
public record CategoryFeature(
    String field, String name, ValueList list, boolean other, Missing missing) implements Feature {
  static final String TYPE = "category";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> columns() {
    Stream<String> listed = list.values().stream();
    Stream<String> all = other ? Stream.concat(listed, Stream.of("*")) : listed;
    return missing.withMaskColumn(all.map(value -> name + "=" + value).toList(), name);
  }

  @Override
  public Set<FieldType> readable() {
    return EnumSet.complementOf(EnumSet.of(FieldType.NUMBERS, FieldType.RECORD, FieldType.OTHER));
  }

  @Override
  public void write(Fields from, float[] to, int at) throws MappingException {
    FieldValue value = from.at(field);
    int width = list.values().size() + (other ? 1 : 0);
    boolean isMissing = value.isMissing();
    if (isMissing) {
      Arrays.fill(to, at, at + width, missing.fill(value));
    } else {
      int place = list.indexOf(value);
      if (place >= 0 || other) {
        to[at + (place >= 0 ? place : width - 1)] = 1;
      }
    }
    missing.note(isMissing, to, at + width);
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("values", list.values());
    details.put("other", other);
    return details;
  }
}
