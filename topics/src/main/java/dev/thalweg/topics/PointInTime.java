package dev.thalweg.topics;

import dev.thalweg.schemas.UserException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A point in time as people write it. */
public final class PointInTime {
  /** The end of what is there, whatever its times are. */
  public static final Instant NOW = Instant.MAX;

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(s|m|h|d)");
  private static final Map<String, Integer> SECONDS =
      Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400);

  private PointInTime() {}

  private interface Form {
    Instant parse(String text, LocalDate today, ZoneId zone);
  }

  /** From the most to the least that is said; what is left out is today's, or midnight. */
  private static final List<Form> FORMS =
      List.of(
          (text, today, zone) -> OffsetDateTime.parse(text).toInstant(),
          (text, today, zone) -> LocalDateTime.parse(text).atZone(zone).toInstant(),
          (text, today, zone) -> LocalDate.parse(text).atStartOfDay(zone).toInstant(),
          (text, today, zone) -> LocalTime.parse(text).atDate(today).atZone(zone).toInstant());

  /**
   * Reads a moment that is not in the future; {@code now} is {@link #NOW}.
   *
   * @throws UserException when it is in the future, or none
   */
  public static Instant parsePast(String text, InstantSource clock, ZoneId zone) {
    if (text.equals("now")) {
      return NOW;
    }
    Instant at = parse(text, clock, zone);
    if (at.isAfter(clock.instant())) {
      throw new UserException("%s is in the future: give now, or a moment before.".formatted(text));
    }
    return at;
  }

  /**
   * Reads {@code now}, how long ago ({@code 90s, 10m, 2h, 1d}), or an ISO 8601 timestamp: with an
   * offset ({@code 2026-01-31T12:00:00Z}), or without one, in {@code zone} ({@code
   * 2026-01-31T12:00}, {@code 2026-01-31}, or today's {@code 12:00}).
   *
   * @throws UserException when it is none of these
   */
  public static Instant parse(String text, InstantSource clock, ZoneId zone) {
    Instant now = clock.instant();
    if (text.equals("now")) {
      return now;
    }
    Matcher amount = AMOUNT.matcher(text);
    if (amount.matches()) {
      long count = Long.parseLong(amount.group(1));
      return now.minus(Duration.ofSeconds(count * SECONDS.get(amount.group(2))));
    }
    for (Form form : FORMS) {
      try {
        return form.parse(text.replace(' ', 'T'), LocalDate.ofInstant(now, zone), zone);
      } catch (DateTimeException e) {
        // Then it is another form.
      }
    }
    throw new UserException(
        "\"%s\" is not a point in time: give now, how long ago, such as 90s, 10m, 2h or 1d, or a"
                .formatted(text)
            + " timestamp, such as 2026-01-31T12:00:00Z, 2026-01-31T12:00, or today's 12:00.");
  }
}
