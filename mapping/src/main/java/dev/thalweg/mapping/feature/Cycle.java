package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.MappingException;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;

/** What comes again. */
public enum Cycle {
  /** The time of day, to the second. */
  HOUR,
  /** The day of the week, from Monday. */
  WEEKDAY;

  private static final double SECONDS_PER_DAY = 86_400;
  private static final double DAYS_PER_WEEK = 7;

  /** Its name in a file. */
  String type() {
    return switch (this) {
      case HOUR -> "hour";
      case WEEKDAY -> "weekday";
    };
  }

  Set<FieldType> readable() {
    return switch (this) {
      case HOUR ->
          EnumSet.of(FieldType.NUMBER, FieldType.TEXT, FieldType.MOMENT, FieldType.TIME_OF_DAY);
      case WEEKDAY ->
          EnumSet.of(FieldType.NUMBER, FieldType.TEXT, FieldType.MOMENT, FieldType.DATE);
    };
  }

  /** How much of the cycle has passed, from 0 to below 1. */
  double phase(FieldValue value, ZoneId zone) throws MappingException {
    return switch (this) {
      case HOUR -> value.timeOfDay(zone).toSecondOfDay() / SECONDS_PER_DAY;
      case WEEKDAY -> (value.date(zone).getDayOfWeek().getValue() - 1) / DAYS_PER_WEEK;
    };
  }
}
