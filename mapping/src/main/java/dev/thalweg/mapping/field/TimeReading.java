package dev.thalweg.mapping.field;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Values as times.
 *
 * <p>A number counts from 1970, and its size says what: below 10^11 seconds (until the year 5138),
 * below 10^14 milliseconds (from March 1973), below 10^17 microseconds, else nanoseconds. A text is
 * such a number or ISO 8601: a date, a time of day, or both with {@code T} or a blank between them,
 * with or without an offset.
 *
 * @param temporal an Instant, LocalDateTime, LocalDate or LocalTime
 */
record TimeReading(TemporalAccessor temporal) {
  private static final double SECONDS_MAX = 1e11;
  private static final double MILLIS_MAX = 1e14;
  private static final double MICROS_MAX = 1e17;
  private static final double NANOS_MAX = 9.2e18;

  /** The end of the year 9999. */
  private static final long EPOCH_MILLIS_MAX = 253_402_300_799_999L;

  private static final int CHARS_MAX = 64;

  private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,19}(\\.\\d{0,20})?");

  private static final DateTimeFormatter MOMENT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXXXX][XXXX][X]")
          .toFormatter(Locale.ROOT);

  static Optional<TimeReading> of(Object value) {
    if (value instanceof Number number) {
      return ofNumber(number);
    }
    if (value instanceof String text) {
      return text.length() > CHARS_MAX ? Optional.empty() : ofText(text.strip());
    }
    if (value instanceof OffsetDateTime moment) {
      return Optional.of(new TimeReading(moment.toInstant()));
    }
    return value instanceof Instant
            || value instanceof LocalDateTime
            || value instanceof LocalDate
            || value instanceof LocalTime
        ? Optional.of(new TimeReading((Temporal) value))
        : Optional.empty();
  }

  private static Optional<TimeReading> ofNumber(Number number) {
    double size = Math.abs(number.doubleValue());
    if (!(size <= NANOS_MAX)) {
      return Optional.empty();
    }
    long millis;
    if (size < SECONDS_MAX) {
      millis = Math.round(number.doubleValue() * 1_000);
    } else if (size < MILLIS_MAX) {
      millis = number.longValue();
    } else if (size < MICROS_MAX) {
      millis = Math.floorDiv(number.longValue(), 1_000);
    } else {
      millis = Math.floorDiv(number.longValue(), 1_000_000);
    }
    return Optional.of(new TimeReading(Instant.ofEpochMilli(millis)));
  }

  private static Optional<TimeReading> ofText(String text) {
    if (NUMBER.matcher(text).matches()) {
      return ofNumber(new BigDecimal(text));
    }
    try {
      return Optional.of(new TimeReading(parsed(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static TemporalAccessor parsed(String text) {
    if (text.length() <= 10 && text.indexOf('-') > 0) {
      return LocalDate.parse(text);
    }
    if (text.indexOf(':') == 2) {
      return LocalTime.parse(text);
    }
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? withT(text) : text;
    TemporalAccessor moment = MOMENT.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
    return moment instanceof OffsetDateTime offset ? offset.toInstant() : moment;
  }

  private static String withT(String text) {
    return text.substring(0, 10) + "T" + text.substring(11);
  }

  /** From 1970 to 9999; a time of day is no moment. */
  OptionalLong epochMillis() {
    try {
      long millis = instant().map(Instant::toEpochMilli).orElse(-1L);
      return millis >= 0 && millis <= EPOCH_MILLIS_MAX
          ? OptionalLong.of(millis)
          : OptionalLong.empty();
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<Instant> instant() {
    if (temporal instanceof Instant instant) {
      return Optional.of(instant);
    }
    if (temporal instanceof LocalDateTime local) {
      return Optional.of(local.toInstant(ZoneOffset.UTC));
    }
    return temporal instanceof LocalDate date
        ? Optional.of(date.atStartOfDay(ZoneOffset.UTC).toInstant())
        : Optional.empty();
  }

  Optional<LocalTime> timeOfDay(ZoneId zone) {
    return temporal instanceof LocalTime time
        ? Optional.of(time)
        : local(zone).map(LocalDateTime::toLocalTime);
  }

  Optional<LocalDate> date(ZoneId zone) {
    return temporal instanceof LocalDate date
        ? Optional.of(date)
        : local(zone).map(LocalDateTime::toLocalDate);
  }

  /** A time without an offset is taken as the zone's own. */
  private Optional<LocalDateTime> local(ZoneId zone) {
    if (temporal instanceof Instant instant) {
      try {
        return Optional.of(LocalDateTime.ofInstant(instant, zone));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    return temporal instanceof LocalDateTime local ? Optional.of(local) : Optional.empty();
  }
}
