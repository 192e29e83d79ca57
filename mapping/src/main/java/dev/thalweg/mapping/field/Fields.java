package dev.thalweg.mapping.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** The fields of one record, whatever its format. */
public sealed interface Fields permits AvroFields, JsonFields, MapFields {

  /** Those of an Avro record; logical types become what they stand for. */
  static Fields of(GenericRecord record) {
    return new AvroFields(record);
  }

  /** Those of a JSON object; anything else has no fields. */
  static Fields of(JsonNode object) {
    return new JsonFields(object);
  }

  /** Those of a row of texts, or of values as Java has them. */
  static Fields of(Map<String, ?> values) {
    return new MapFields(values);
  }

  /** The names at the top, in the record's order. */
  List<String> names();

  /** Whether there is a field of this name at the top, even if it is null. */
  boolean has(String name);

  /**
   * The neutral value of a field at the top: null, a Boolean, Number, String, java.time's Instant,
   * LocalDateTime, LocalDate or LocalTime, a List of such values, or the Fields of a nested record
   * or map. What none of these can hold, such as bytes, is given as it is.
   */
  Object value(String name);

  /**
   * The neutral value at a path such as {@code meter.voltage}; null if there is none. A name that
   * itself contains dots is found before a path: at each level the whole rest is tried as one name,
   * then its shortest beginning.
   */
  default Object get(String path) {
    if (has(path)) {
      return value(path);
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      String name = path.substring(0, dot);
      if (has(name)) {
        return value(name) instanceof Fields nested ? nested.get(path.substring(dot + 1)) : null;
      }
    }
    return null;
  }

  /** The same with its path, so that it can be read as a number, a text or a time. */
  default FieldValue at(String path) {
    return new FieldValue(path, get(path));
  }
}
