package dev.thalweg.mapping;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.feature.CategoryFeature;
import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.SchemaFields;
import dev.thalweg.mapping.file.Nearest;
import dev.thalweg.mapping.vector.Target;
import dev.thalweg.schemas.text.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** What of a mapping does not fit a schema. */
final class SchemaCheck {
  private static final Set<FieldType> NUMBERS =
      EnumSet.of(FieldType.NUMBER, FieldType.BOOLEAN, FieldType.TEXT);

  private static final Set<FieldType> TIMES =
      EnumSet.of(FieldType.NUMBER, FieldType.TEXT, FieldType.MOMENT, FieldType.DATE);

  private static final Set<FieldType> TEXTS =
      EnumSet.complementOf(EnumSet.of(FieldType.NUMBERS, FieldType.RECORD, FieldType.OTHER));

  private final String record;
  private final SchemaFields fields;
  private final List<String> sentences = new ArrayList<>();

  private SchemaCheck(Schema schema) {
    this.record = schema.getFullName();
    this.fields = new SchemaFields(schema);
  }

  static List<String> ofSource(MappingParts parts, Schema schema) {
    SchemaCheck check = new SchemaCheck(schema);
    parts.id().field().ifPresent(id -> check.field(id, TEXTS, "the id"));
    parts.time().ifPresent(time -> check.field(time, TIMES, "the time"));
    parts.vector().features().forEach(check::feature);
    if (parts.labels().isEmpty()) {
      check.target(parts.vector().target());
    }
    parts.weight().ifPresent(weight -> check.field(weight, NUMBERS, "the weight"));
    return check.sentences;
  }

  static List<String> ofLabels(MappingParts parts, Schema schema) {
    SchemaCheck check = new SchemaCheck(schema);
    parts.labels().flatMap(Labels::idField).ifPresent(id -> check.field(id, TEXTS, "the id"));
    parts.labels().flatMap(Labels::timeField).ifPresent(t -> check.field(t, TIMES, "the time"));
    check.target(parts.vector().target());
    return check.sentences;
  }

  private void target(Target target) {
    field(target.field(), target.isNumber() ? NUMBERS : TEXTS, "the target")
        .ifPresent(schema -> symbols(schema, target.field(), target.classes()));
  }

  private void feature(Feature feature) {
    Optional<Schema> schema =
        field(feature.field(), feature.readable(), "a feature of type " + feature.type());
    if (feature instanceof CategoryFeature category) {
      schema.ifPresent(found -> symbols(found, feature.field(), category.list().values()));
    }
  }

  /** The field's schema, if it is there and fits. */
  private Optional<Schema> field(String path, Set<FieldType> readable, String role) {
    Optional<Schema> schema = fields.at(path);
    if (schema.isEmpty()) {
      sentences.add(absent(path));
      return schema;
    }
    Set<FieldType> types = FieldType.of(schema.get());
    if (Collections.disjoint(types, readable)) {
      String words = types.stream().map(FieldType::words).collect(Collectors.joining(" or "));
      sentences.add(
          "The field %s is %s in %s, which can't be %s: map it otherwise, or leave it out."
              .formatted(quoted(path), words.isEmpty() ? "always null" : words, record, role));
      return Optional.empty();
    }
    return schema;
  }

  private String absent(String path) {
    return Nearest.to(path, fields.leaves().keySet())
        .map(
            near ->
                "The field %s is not in %s; did you mean %s?"
                    .formatted(quoted(path), record, quoted(near)))
        .orElseGet(
            () ->
                "The field %s is not in %s: name one of its fields."
                    .formatted(quoted(path), record));
  }

  /** An enum that lacks a value never has it. */
  private void symbols(Schema schema, String path, List<String> values) {
    List<Schema> branches = schema.isUnion() ? schema.getTypes() : List.of(schema);
    List<Schema> enums = branches.stream().filter(b -> b.getType() == Schema.Type.ENUM).toList();
    if (enums.size() != 1 || FieldType.of(schema).size() != 1) {
      return;
    }
    List<String> symbols = enums.get(0).getEnumSymbols();
    for (String value : values) {
      if (!symbols.contains(value)) {
        sentences.add(
            "The field %s never has %s in %s, whose enum lacks it; %s"
                .formatted(quoted(path), quoted(value), record, remedy(value, symbols)));
      }
    }
  }

  private static String remedy(String value, List<String> symbols) {
    return Nearest.to(value, symbols)
        .map(near -> "did you mean %s?".formatted(quoted(near)))
        .orElse("it has %s.".formatted(Shown.text(String.join(", ", symbols), 200)));
  }
}
