package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A time of day or a day of the week: two columns, the sine and the cosine of its angle, so that
 * 23:59 is next to 00:00.
 *
 * @param zone in which the clock is read
 */
public record CyclicFeature(String field, String name, Cycle cycle, ZoneId zone, Missing missing)
    implements Feature {

  @Override
  public String nameDefault() {
    return nameDefault(field, cycle);
  }

  /** Of one field there may be both cycles. */
  public static String nameDefault(String field, Cycle cycle) {
    return field + ":" + cycle.type();
  }

  @Override
  public String type() {
    return cycle.type();
  }

  @Override
  public List<String> columns() {
    return missing.withMaskColumn(List.of(name + ":sin", name + ":cos"), name);
  }

  @Override
  public Set<FieldType> readable() {
    return cycle.readable();
  }

  @Override
  public void write(Fields from, float[] to, int at) throws MappingException {
    FieldValue value = from.at(field);
    boolean isMissing = value.isMissing();
    if (isMissing) {
      to[at] = missing.fill(value);
      to[at + 1] = to[at];
    } else {
      // Math's may differ in the last bit from one machine to another.
      double angle = 2 * Math.PI * cycle.phase(value, zone);
      to[at] = (float) StrictMath.sin(angle);
      to[at + 1] = (float) StrictMath.cos(angle);
    }
    missing.note(isMissing, to, at + 2);
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("zone", zone.getId());
  }
}
