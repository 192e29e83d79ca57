package dev.thalweg.mapping.field;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What a field can hold, by its schema or by its neutral value. */
public enum FieldType {
  NUMBER("a number"),
  BOOLEAN("a boolean"),
  TEXT("a text"),
  ENUM("an enum"),
  MOMENT("a timestamp"),
  DATE("a date"),
  TIME_OF_DAY("a time of day"),
  NUMBERS("an array of numbers"),
  RECORD("a record or map"),
  OTHER("bytes, or an array of other things");

  private final String words;

  FieldType(String words) {
    this.words = words;
  }

  /** Such as {@code a number}. */
  public String words() {
    return words;
  }

  /** All that a field of this schema can be, null left out. */
  public static Set<FieldType> of(Schema schema) {
    Set<FieldType> types = EnumSet.noneOf(FieldType.class);
    if (schema.isUnion()) {
      schema.getTypes().forEach(branch -> types.addAll(of(branch)));
    } else if (schema.getType() != Schema.Type.NULL) {
      types.add(ofPlain(schema));
    }
    return types;
  }

  private static FieldType ofPlain(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case INT, LONG -> logical == null ? NUMBER : ofTime(logical.getName());
      case FLOAT, DOUBLE -> NUMBER;
      case BOOLEAN -> BOOLEAN;
      case STRING -> TEXT;
      case ENUM -> ENUM;
      case BYTES, FIXED -> logical instanceof LogicalTypes.Decimal ? NUMBER : OTHER;
      case ARRAY -> ofItems(of(schema.getElementType()));
      case RECORD, MAP -> RECORD;
      case UNION, NULL -> OTHER;
    };
  }

  private static FieldType ofTime(String logical) {
    return switch (logical) {
      case "date" -> DATE;
      case "time-millis", "time-micros" -> TIME_OF_DAY;
      default -> logical.contains("timestamp") ? MOMENT : NUMBER;
    };
  }

  private static FieldType ofItems(Set<FieldType> items) {
    return EnumSet.of(NUMBER, BOOLEAN, TEXT).containsAll(items) ? NUMBERS : OTHER;
  }

  /** What a neutral value is; it is not null. */
  public static FieldType ofValue(Object value) {
    if (value instanceof Number) {
      return NUMBER;
    }
    if (value instanceof Boolean) {
      return BOOLEAN;
    }
    if (value instanceof String || value instanceof UUID) {
      return TEXT;
    }
    if (value instanceof Instant || value instanceof LocalDateTime) {
      return MOMENT;
    }
    if (value instanceof LocalDate) {
      return DATE;
    }
    if (value instanceof LocalTime) {
      return TIME_OF_DAY;
    }
    if (value instanceof List<?> list) {
      return list.stream().allMatch(item -> item == null || item instanceof Number)
          ? NUMBERS
          : OTHER;
    }
    return value instanceof Fields ? RECORD : OTHER;
  }
}
