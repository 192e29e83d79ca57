package dev.thalweg.cli.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as people write it: 90s, 5m, 1h. */
public final class DurationOption implements ITypeConverter<Duration> {
  /** A day; and in milliseconds still a number that Kafka's settings take. */
  private static final Duration MAX = Duration.ofDays(1);

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(s|m|h)");
  private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600);

  @Override
  public Duration convert(String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (amount.matches()) {
      Duration given =
          Duration.ofSeconds(Long.parseLong(amount.group(1)) * SECONDS.get(amount.group(2)));
      if (given.compareTo(MAX) <= 0) {
        return given;
      }
    }
    throw new TypeConversionException(
        "'%s' is not a length of time: give 0s, 90s, 5m or 1h, at most 24h.".formatted(text));
  }
}
