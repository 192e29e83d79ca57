package dev.thalweg.mapping.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** Of a row of texts, or of values as Java has them. */
record MapFields(Map<String, ?> values) implements Fields {

  @Override
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  @Override
  public boolean has(String name) {
    return values.containsKey(name);
  }

  @Override
  public Object value(String name) {
    return neutral(values.get(name));
  }

  private static Object neutral(Object value) {
    if (value instanceof JsonNode node) {
      return JsonFields.neutral(node);
    }
    if (value instanceof GenericRecord record) {
      return new AvroFields(record);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> named = new LinkedHashMap<>();
      map.forEach((key, item) -> named.put(String.valueOf(key), item));
      return new MapFields(named);
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>(list.size());
      list.forEach(item -> items.add(neutral(item)));
      return items;
    }
    return value instanceof CharSequence || value instanceof Enum<?> || value instanceof Character
        ? value.toString()
        : value;
  }
}
