package dev.thalweg.mapping.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Of a JSON object. */
record JsonFields(JsonNode object) implements Fields {

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Override
  public boolean has(String name) {
    return object.has(name);
  }

  @Override
  public Object value(String name) {
    return neutral(object.get(name));
  }

  static Object neutral(JsonNode node) {
    if (node == null) {
      return null;
    }
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      case STRING -> node.textValue();
      case ARRAY -> new Items(node);
      case OBJECT -> new JsonFields(node);
      case BINARY, POJO -> node;
    };
  }

  /** Its values become neutral when they are asked for. */
  private static final class Items extends AbstractList<Object> {
    private final JsonNode array;

    Items(JsonNode array) {
      this.array = array;
    }

    @Override
    public Object get(int index) {
      return neutral(array.get(index));
    }

    @Override
    public int size() {
      return array.size();
    }
  }
}
