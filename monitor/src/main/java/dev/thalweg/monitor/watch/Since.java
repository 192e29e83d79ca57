package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the reading of a topic begins.
 *
 * @param ago how long before now; zero for now; null for the beginning of the topic
 * @param recordsMax at most so many records of each partition before now
 */
public record Since(Duration ago, long recordsMax) {
  /** Only what is written from now on. */
  public static final Since NOW = new Since(Duration.ZERO, Long.MAX_VALUE);

  /** Everything that is there. */
  public static final Since BEGINNING = new Since(null, Long.MAX_VALUE);

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(s|m|h|d)");
  private static final Map<String, Integer> SECONDS =
      Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400);

  public Since {
    if (ago != null && ago.isNegative()) {
      throw new UserException("A topic can't be read since %s in the future.".formatted(ago));
    }
    if (recordsMax < 0) {
      throw new UserException("A topic can't be read since %d records.".formatted(recordsMax));
    }
  }

  /** What was written this long ago or later. */
  public static Since ago(Duration ago) {
    return new Since(ago, Long.MAX_VALUE);
  }

  /** The last so many records of each partition, and what is written from now on. */
  public static Since lastRecords(long records) {
    return new Since(null, records);
  }

  /** Reads {@code now}, {@code beginning}, or an amount such as {@code 90s, 10m, 2h, 1d}. */
  public static Since parse(String text) {
    if (text.equals("now")) {
      return NOW;
    }
    if (text.equals("beginning")) {
      return BEGINNING;
    }
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches()) {
      throw new UserException(
          "\"%s\" is no point in time: use now, beginning, or an amount such as 90s, 10m, 2h or 1d."
              .formatted(text));
    }
    return ago(Duration.ofSeconds(Long.parseLong(amount.group(1)) * SECONDS.get(amount.group(2))));
  }

  boolean isBeginning() {
    return ago == null && recordsMax == Long.MAX_VALUE;
  }

  boolean isCounted() {
    return ago == null && recordsMax < Long.MAX_VALUE;
  }

  boolean isNow() {
    return Duration.ZERO.equals(ago);
  }
}
