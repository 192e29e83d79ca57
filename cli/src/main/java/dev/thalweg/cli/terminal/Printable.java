package dev.thalweg.cli.terminal;

import dev.thalweg.schemas.text.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How the commands show what a record says; anybody may have written it. */
public final class Printable {
  /** Enough of a hash to tell snapshots apart. */
  private static final int HASH_WIDTH = 12;

  private static final int TEXT_MAX = 5_000;

  private Printable() {}

  /** Without line breaks and terminal commands, and of a bounded length. */
  public static String text(String text) {
    return Shown.text(text, TEXT_MAX);
  }

  /** The beginning of a hash; a dash where there is none. */
  public static String hash(String sha256) {
    if (sha256.isEmpty()) {
      return "-";
    }
    return text(sha256.length() > HASH_WIDTH ? sha256.substring(0, HASH_WIDTH) : sha256);
  }

  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  public static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** In the largest unit of which there are two, or in seconds. */
  public static String age(Instant at, Instant now) {
    // By seconds, and not by Duration.between, which overflows on times that a record may hold.
    Duration age = Duration.ofSeconds(Math.max(0, now.getEpochSecond() - at.getEpochSecond()));
    if (age.toDays() >= 2) {
      return age.toDays() + " d";
    }
    if (age.toHours() >= 2) {
      return age.toHours() + " h";
    }
    return age.toMinutes() >= 2 ? age.toMinutes() + " min" : age.toSeconds() + " s";
  }
}
