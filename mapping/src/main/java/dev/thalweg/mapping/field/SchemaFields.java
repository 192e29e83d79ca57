package dev.thalweg.mapping.field;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** The fields that an Avro schema has, by path. */
public final class SchemaFields {
  /** Most levels of records in records; a recursive schema has no end. */
  static final int DEPTH_MAX = 8;

  static final int LEAVES_MAX = 10_000;

  private final Schema schema;

  public SchemaFields(Schema schema) {
    this.schema = schema;
  }

  /** The schema of the field at a path, as {@link Fields#get} finds it. */
  public Optional<Schema> at(String path) {
    return at(schema, path);
  }

  private static Optional<Schema> at(Schema within, String path) {
    Optional<Schema> whole = child(within, path);
    if (whole.isPresent()) {
      return whole;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      Optional<Schema> child = child(within, path.substring(0, dot));
      if (child.isPresent()) {
        return at(child.get(), path.substring(dot + 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<Schema> child(Schema within, String name) {
    return branches(within).stream()
        .flatMap(
            branch ->
                switch (branch.getType()) {
                  case RECORD ->
                      Optional.ofNullable(branch.getField(name)).map(Schema.Field::schema).stream();
                  // Any key may be there, one that looks like a path as little as another.
                  case MAP -> Optional.of(branch.getValueType()).stream();
                  default -> Optional.<Schema>empty().stream();
                })
        .findFirst();
  }

  private static List<Schema> branches(Schema schema) {
    return schema.isUnion() ? schema.getTypes() : List.of(schema);
  }

  /**
   * The paths of all fields that are no records, in the schema's order, to some depth and number.
   */
  public Map<String, Schema> leaves() {
    Map<String, Schema> leaves = new LinkedHashMap<>();
    collect("", schema, 0, leaves);
    return leaves;
  }

  private static void collect(String prefix, Schema within, int depth, Map<String, Schema> leaves) {
    for (Schema branch : branches(within)) {
      if (branch.getType() == Schema.Type.RECORD && depth < DEPTH_MAX) {
        branch
            .getFields()
            .forEach(
                field -> collect(join(prefix, field.name()), field.schema(), depth + 1, leaves));
      } else if (branch.getType() != Schema.Type.NULL && leaves.size() < LEAVES_MAX) {
        leaves.putIfAbsent(prefix, within);
      }
    }
  }

  private static String join(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }
}
