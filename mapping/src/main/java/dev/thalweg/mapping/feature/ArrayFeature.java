package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An array of so many numbers: a column each. One of another length is refused. The mask is 1 if
 * the array is missing or any of its numbers is.
 */
public record ArrayFeature(String field, String name, int length, Missing missing)
    implements Feature {
  static final String TYPE = "array";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> columns() {
    List<String> columns = IntStream.range(0, length).mapToObj(i -> name + "[" + i + "]").toList();
    return missing.withMaskColumn(columns, name);
  }

  @Override
  public Set<FieldType> readable() {
    return EnumSet.of(FieldType.NUMBERS);
  }

  @Override
  public void write(Fields from, float[] to, int at) throws MappingException {
    FieldValue array = from.at(field);
    boolean isMissing = array.isMissing();
    if (isMissing) {
      Arrays.fill(to, at, at + length, missing.fill(array));
    } else {
      isMissing = writeItems(array, to, at);
    }
    missing.note(isMissing, to, at + length);
  }

  private boolean writeItems(FieldValue array, float[] to, int at) throws MappingException {
    List<FieldValue> items = array.items();
    if (items.size() != length) {
      throw array.refused("and the mapping says %,d".formatted(length));
    }
    boolean anyMissing = false;
    for (int i = 0; i < length; i++) {
      FieldValue item = items.get(i);
      boolean isMissing = item.isMissingNumber();
      to[at + i] = isMissing ? missing.fill(item) : item.number32();
      anyMissing |= isMissing;
    }
    return anyMissing;
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("length", length);
  }
}
