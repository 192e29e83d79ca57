package dev.thalweg.mapping.field;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;

/** Avro's logical types: decimals, dates, times of day and moments. */
final class LogicalValue {
  private static final long NANOS_PER_DAY = 86_400_000_000_000L;

  private LogicalValue() {}

  /** What a value stands for; the value itself if its schema says nothing, or it can't be so. */
  static Object of(Object value, Schema schema) {
    LogicalType type = schema.getLogicalType();
    if (type instanceof LogicalTypes.Decimal) {
      return decimal(value, schema, type);
    }
    if (type == null || !(value instanceof Integer || value instanceof Long)) {
      return value;
    }
    long number = ((Number) value).longValue();
    return switch (type.getName()) {
      case "date" -> value instanceof Integer day ? LocalDate.ofEpochDay(day) : value;
      case "time-millis" -> timeOfDay(value, number, 1_000_000);
      case "time-micros" -> timeOfDay(value, number, 1_000);
      case "timestamp-millis" -> Instant.ofEpochMilli(number);
      case "timestamp-micros" -> Instant.EPOCH.plus(number, ChronoUnit.MICROS);
      case "timestamp-nanos" -> Instant.EPOCH.plusNanos(number);
      case "local-timestamp-millis" -> local(Instant.ofEpochMilli(number));
      case "local-timestamp-micros" -> local(Instant.EPOCH.plus(number, ChronoUnit.MICROS));
      case "local-timestamp-nanos" -> local(Instant.EPOCH.plusNanos(number));
      default -> value;
    };
  }

  private static Object decimal(Object value, Schema schema, LogicalType type) {
    try {
      if (value instanceof ByteBuffer bytes) {
        return new Conversions.DecimalConversion().fromBytes(bytes.duplicate(), schema, type);
      }
      return value instanceof GenericFixed fixed
          ? new Conversions.DecimalConversion().fromFixed(fixed, schema, type)
          : value;
    } catch (AvroRuntimeException | NumberFormatException e) {
      // Bytes that are no decimal: they are refused where they are read.
      return value;
    }
  }

  private static Object timeOfDay(Object value, long number, long nanos) {
    boolean inDay = number >= 0 && number < NANOS_PER_DAY / nanos;
    return inDay ? LocalTime.ofNanoOfDay(number * nanos) : value;
  }

  private static LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
