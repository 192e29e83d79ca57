package dev.thalweg.mapping.field;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Of an Avro record, whose schema says what its values stand for. */
record AvroFields(GenericRecord record) implements Fields {

  @Override
  public List<String> names() {
    return record.getSchema().getFields().stream().map(Schema.Field::name).toList();
  }

  @Override
  public boolean has(String name) {
    return record.hasField(name);
  }

  @Override
  public Object value(String name) {
    Schema.Field field = record.getSchema().getField(name);
    return field == null ? null : neutral(record.get(field.pos()), field.schema());
  }

  private static Object neutral(Object value, Schema declared) {
    if (value == null) {
      return null;
    }
    if (value instanceof GenericRecord nested) {
      return new AvroFields(nested);
    }
    Schema schema = branch(value, declared);
    if (value instanceof Collection<?> items && schema.getType() == Schema.Type.ARRAY) {
      List<Object> neutral = new ArrayList<>(items.size());
      items.forEach(item -> neutral.add(neutral(item, schema.getElementType())));
      return neutral;
    }
    if (value instanceof Map<?, ?> map && schema.getType() == Schema.Type.MAP) {
      Map<String, Object> neutral = new LinkedHashMap<>();
      map.forEach(
          (key, item) -> neutral.put(String.valueOf(key), neutral(item, schema.getValueType())));
      return new MapFields(neutral);
    }
    if (value instanceof CharSequence || schema.getType() == Schema.Type.ENUM) {
      return value.toString();
    }
    return LogicalValue.of(value, schema);
  }

  /** Of a union, the schema that the value has. */
  private static Schema branch(Object value, Schema declared) {
    if (!declared.isUnion()) {
      return declared;
    }
    List<Schema> branches = declared.getTypes().stream().filter(type -> !isNull(type)).toList();
    if (branches.size() == 1) {
      return branches.get(0);
    }
    try {
      return declared.getTypes().get(GenericData.get().resolveUnion(declared, value));
    } catch (AvroRuntimeException e) {
      // A logical value that the reader has already converted, such as an Instant.
      return Schema.create(Schema.Type.NULL);
    }
  }

  private static boolean isNull(Schema schema) {
    return schema.getType() == Schema.Type.NULL;
  }
}
