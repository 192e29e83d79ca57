package dev.thalweg.schemas;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Finds arrays whose items take no bytes. A record of a dozen bytes can claim 2^62 of those, and a
 * reader that skips them, as it does with fields that it does not know, never finishes.
 */
final class EmptyItems {
  private final Set<Schema> visited = Collections.newSetFromMap(new IdentityHashMap<>());

  private EmptyItems() {}

  static boolean arePossible(Schema schema) {
    return new EmptyItems().areIn(schema);
  }

  private boolean areIn(Schema schema) {
    return switch (schema.getType()) {
      case ARRAY -> isEmpty(schema.getElementType()) || areIn(schema.getElementType());
      case MAP -> areIn(schema.getValueType());
      case UNION -> schema.getTypes().stream().anyMatch(this::areIn);
      case RECORD ->
          visited.add(schema)
              && schema.getFields().stream().anyMatch(field -> areIn(field.schema()));
      default -> false;
    };
  }

  /**
   * Whether a value takes no bytes; one that holds its own kind has a byte to say where it ends.
   */
  private static boolean isEmpty(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD -> schema.getFields().stream().allMatch(field -> isEmpty(field.schema()));
      default -> false;
    };
  }
}
