package dev.thalweg.mapping.feature;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.zip.CRC32;

/**
 * One of many values: a bounded number of columns, of which one is 1. The column is the CRC-32 of
 * the value's text in UTF-8, modulo their number, which every language has at hand.
 */
public record HashFeature(String field, String name, int buckets, Missing missing)
    implements Feature {
  static final String TYPE = "hash";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> columns() {
    List<String> columns =
        IntStream.range(0, buckets).mapToObj(bucket -> name + "#" + bucket).toList();
    return missing.withMaskColumn(columns, name);
  }

  @Override
  public Set<FieldType> readable() {
    return EnumSet.complementOf(EnumSet.of(FieldType.NUMBERS, FieldType.RECORD, FieldType.OTHER));
  }

  @Override
  public void write(Fields from, float[] to, int at) throws MappingException {
    FieldValue value = from.at(field);
    boolean isMissing = value.isMissing();
    if (isMissing) {
      Arrays.fill(to, at, at + buckets, missing.fill(value));
    } else {
      CRC32 crc = new CRC32();
      crc.update(value.canonicalText().getBytes(UTF_8));
      to[at + (int) (crc.getValue() % buckets)] = 1;
    }
    missing.note(isMissing, to, at + buckets);
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("buckets", buckets);
  }
}
