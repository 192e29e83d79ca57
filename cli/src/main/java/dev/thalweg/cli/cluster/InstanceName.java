package dev.thalweg.cli.cluster;

import dev.thalweg.schemas.UserException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What tells an instance from its like, in its group's static membership, transactional ids and the
 * name of a folder. Kafka lets letters, digits, dots, underscores and dashes stand in the first, at
 * most 249 in all; a folder's name must not be {@code ..}.
 *
 * @param text at most {@value #LENGTH_MAX} of these, beginning with a letter or digit
 */
record InstanceName(String text) {
  /** Leaves room for the service's name and a thread's number. */
  static final int LENGTH_MAX = 128;

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int HASH_BYTES = 4;

  /** So much of a refused name is said again. */
  private static final int SHOWN_MAX = 40;

  InstanceName {
    if (!isSafe(text)) {
      throw new UserException(
          ("\"%s\" is not a name for --instance: use at most %d letters (a to z, A to Z), digits, dots,"
                  + " underscores and dashes, beginning with a letter or digit.")
              .formatted(shown(text), LENGTH_MAX));
    }
  }

  /**
   * The name for a host: its own where that is safe. What may not stand there is replaced, and a
   * hash of the host's name added, since two hosts may differ in just that.
   */
  static InstanceName ofHost(String host) {
    if (isSafe(host)) {
      return new InstanceName(host);
    }
    String hash = HexFormat.of().formatHex(sha256(host), 0, HASH_BYTES);
    String replaced = host.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[._-]+|[._-]+$", "");
    String kept = replaced.substring(0, Math.min(replaced.length(), LENGTH_MAX - 20));
    return new InstanceName("host-" + (kept + "-" + hash).replaceFirst("^-+", ""));
  }

  private static boolean isSafe(String text) {
    return text.length() <= LENGTH_MAX && SAFE.matcher(text).matches();
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
