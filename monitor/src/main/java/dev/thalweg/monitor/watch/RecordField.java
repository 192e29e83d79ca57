package dev.thalweg.monitor.watch;

import dev.thalweg.monitor.watch.format.TopicColumns;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicRecord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * A field of a topic's records that holds one number, time, symbol or text: of the value, by its
 * schema, or, where that has none of its name, of the record itself.
 *
 * @param symbols of a symbol, those that there are
 */
record RecordField(
    String name, Kind kind, List<String> symbols, Function<TopicRecord, Object> found) {

  enum Kind {
    NUMBER,
    TIME,
    SYMBOL,
    TEXT
  }

  /**
   * The field of this name.
   *
   * @throws UserException when there is none, which names those that there are
   */
  static RecordField of(PipelineTopic topic, String name) {
    Map<String, RecordField> fields = all(topic);
    RecordField field = fields.get(name);
    if (field == null) {
      throw new UserException(
          "The records of %s have no field \"%s\" to filter by; they have %s."
              .formatted(topic.suffix(), name, String.join(", ", fields.keySet())));
    }
    return field;
  }

  /** What a record has there; empty for null, NaN and infinity, and in a record without a value. */
  Optional<Object> in(TopicRecord record) {
    return Optional.ofNullable(found.apply(record)).filter(RecordField::isFinite);
  }

  private static boolean isFinite(Object found) {
    return !(found instanceof Number number) || Double.isFinite(number.doubleValue());
  }

  private static Map<String, RecordField> all(PipelineTopic topic) {
    Map<String, RecordField> fields = new LinkedHashMap<>();
    topic.schema().ifPresentOrElse(schema -> addAll(fields, schema), () -> addDeadLetter(fields));
    if (topic == PipelineTopic.SAMPLES) {
      List<String> directives =
          Arrays.stream(LearnerDirective.values()).map(LearnerDirective::name).toList();
      add(fields, "directive", Kind.SYMBOL, directives, r -> r.directive().orElse(null));
    }
    addPlain(fields, "partition", Kind.NUMBER, r -> r.raw().partition());
    addPlain(fields, "offset", Kind.NUMBER, r -> r.raw().offset());
    addPlain(fields, "timestamp", Kind.TIME, TopicRecord::writtenAt);
    addPlain(fields, "key", Kind.TEXT, r -> TopicColumns.utf8(r.raw().key()));
    return fields;
  }

  private static void addDeadLetter(Map<String, RecordField> fields) {
    addPlain(fields, "topic", Kind.TEXT, r -> TopicColumns.header(r, DeadLetter.TOPIC_HEADER));
    addPlain(fields, "partition", Kind.NUMBER, r -> headerNumber(r, DeadLetter.PARTITION_HEADER));
    addPlain(fields, "offset", Kind.NUMBER, r -> headerNumber(r, DeadLetter.OFFSET_HEADER));
    addPlain(fields, "error", Kind.TEXT, r -> TopicColumns.header(r, DeadLetter.ERROR_HEADER));
    addPlain(fields, "length", Kind.NUMBER, TopicRecord::valueBytes);
  }

  private static Object headerNumber(TopicRecord record, String header) {
    try {
      return Long.valueOf(TopicColumns.header(record, header));
    } catch (NumberFormatException e) {
      return null; // anybody may write to the topic
    }
  }

  private static void addAll(Map<String, RecordField> fields, Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      Schema type = withoutNull(field.schema());
      kind(type)
          .ifPresent(
              kind ->
                  add(
                      fields,
                      field.name(),
                      kind,
                      kind == Kind.SYMBOL ? symbols(type) : List.of(),
                      r -> r.value() == null ? null : r.value().get(field.pos())));
    }
  }

  private static Schema withoutNull(Schema type) {
    return type.isUnion()
        ? type.getTypes().stream().filter(t -> !t.isNullable()).findFirst().orElse(type)
        : type;
  }

  private static List<String> symbols(Schema type) {
    return type.getType() == Schema.Type.ENUM ? type.getEnumSymbols() : List.of("TRUE", "FALSE");
  }

  /** Empty for what holds no single value, and for bytes. */
  private static Optional<Kind> kind(Schema type) {
    return switch (type.getType()) {
      case INT, FLOAT, DOUBLE -> Optional.of(Kind.NUMBER);
      case LONG ->
          Optional.of(
              type.getLogicalType() instanceof LogicalTypes.TimestampMillis
                  ? Kind.TIME
                  : Kind.NUMBER);
      case ENUM, BOOLEAN -> Optional.of(Kind.SYMBOL);
      case STRING -> Optional.of(Kind.TEXT);
      default -> Optional.empty();
    };
  }

  private static void addPlain(
      Map<String, RecordField> fields,
      String name,
      Kind kind,
      Function<TopicRecord, Object> found) {
    add(fields, name, kind, List.of(), found);
  }

  private static void add(
      Map<String, RecordField> fields,
      String name,
      Kind kind,
      List<String> symbols,
      Function<TopicRecord, Object> found) {
    fields.putIfAbsent(name, new RecordField(name, kind, symbols, found));
  }
}
