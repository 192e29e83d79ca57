package dev.thalweg.mapping.draft;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.SchemaFields;
import dev.thalweg.mapping.file.Nearest;
import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Drafts a mapping from the first records: numbers become features; texts with few values
 * categories, with more hashed ones; times hour and weekday; arrays of one length columns. What
 * looks like an identifier, and what can't be a feature, is left out, which a comment says.
 */
public final class Draft {
  /** How many records are looked at. */
  public static final int ROWS_MAX = 1_000;

  private final List<? extends Fields> rows;
  private final Map<String, Schema> schemas;
  private final List<String> paths;
  private final DraftRequest request;

  private Draft(
      List<? extends Fields> rows,
      Map<String, Schema> schemas,
      List<String> paths,
      DraftRequest request) {
    this.rows = rows;
    this.schemas = schemas;
    this.paths = paths;
    this.request = request;
  }

  /**
   * From a schema, and from rows as far as there are any.
   *
   * @return YAML, which {@code Mapping.parse} reads unless the target was left open
   * @throws UserException if the target is none, or nothing can be a feature
   */
  public static String of(Schema avro, List<? extends Fields> rows, DraftRequest request) {
    Map<String, Schema> schemas = new SchemaFields(avro).leaves();
    return new Draft(first(rows), schemas, List.copyOf(schemas.keySet()), request).text();
  }

  /** From rows alone, such as JSON objects. */
  public static String ofRows(List<? extends Fields> rows, DraftRequest request) {
    List<? extends Fields> first = first(rows);
    return new Draft(first, Map.of(), RecordPaths.of(first), request).text();
  }

  private static List<? extends Fields> first(List<? extends Fields> rows) {
    return rows.subList(0, Math.min(ROWS_MAX, rows.size()));
  }

  private String text() {
    DraftText text = new DraftText(request, rows.size());
    String target = target();
    for (String path : paths) {
      if (!path.equals(target) && !path.equals(request.id())) {
        text.add(path, guess(path));
      }
    }
    if (!text.hasFeatures()) {
      throw new UserException(
          "No field of these records can be a feature: give other records, or write the mapping"
              + " yourself.");
    }
    return text.with(target, targetGuess(target));
  }

  /** The one that was named, or the last of several fields, which is proposed; may be empty. */
  private String target() {
    String target = request.target();
    if (target == null) {
      return paths.size() < 2 ? "" : paths.get(paths.size() - 1);
    }
    if (paths.contains(target)) {
      return target;
    }
    String remedy =
        Nearest.to(target, paths)
            .map(near -> "did you mean %s?".formatted(quoted(near)))
            .orElse("name one of their fields.");
    throw new UserException(
        "The records have no field %s to be the target; %s".formatted(quoted(target), remedy));
  }

  private Guess guess(String path) {
    Column column = Column.of(path, rows);
    Set<FieldType> types = types(path);
    boolean isUnseen = column.present() == 0 && !types.isEmpty();
    return isUnseen || !symbols(path).isEmpty()
        ? FeatureGuess.of(path, types, symbols(path))
        : FeatureGuess.of(column);
  }

  private TargetGuess targetGuess(String path) {
    Column column = Column.of(path, rows);
    boolean isUnseen = column.present() == 0 && !types(path).isEmpty();
    if (isUnseen || !symbols(path).isEmpty()) {
      return TargetGuess.of(types(path), symbols(path));
    }
    Optional<TargetGuess> guess = TargetGuess.of(column);
    if (guess.isEmpty() && request.target() != null) {
      throw new UserException(
          "The target %s has no value in these records that can be learned: name another field."
              .formatted(quoted(path)));
    }
    return guess.orElseGet(() -> TargetGuess.of(types(path), symbols(path)));
  }

  private Set<FieldType> types(String path) {
    return schemas.containsKey(path) ? FieldType.of(schemas.get(path)) : Set.of();
  }

  /** Of an enum, with or without null. */
  private List<String> symbols(String path) {
    if (!types(path).equals(Set.of(FieldType.ENUM))) {
      return List.of();
    }
    Schema schema = schemas.get(path);
    List<Schema> branches = schema.isUnion() ? schema.getTypes() : List.of(schema);
    return branches.stream()
        .filter(branch -> branch.getType() == Schema.Type.ENUM)
        .flatMap(branch -> branch.getEnumSymbols().stream())
        .distinct()
        .toList();
  }
}
