package dev.thalweg.schemas.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not be shown of somebody's settings, and the texts without it. An instance knows the
 * secrets of one connection, to take them out of what others say.
 */
public final class Secrets {
  private static final String MASK = "***";

  private static final Pattern NAME =
      Pattern.compile(
          "passw|passphrase|secret|jaas|user\\.?info|(token|credentials?|key)$"
              + "|certificate.chain$|truststore.certificates$", // for Kafka these are passwords too
          Pattern.CASE_INSENSITIVE);

  /** An option of a JAAS line: its name, and its value with or without quotes. */
  private static final Pattern JAAS_OPTION =
      Pattern.compile("([\\w.]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^\\s;]+))");

  private static final Pattern AUTHORITY = Pattern.compile("://([^/?#\\s]*)");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+\\]|[^:@\\[\\]]+)?(:\\d*)?");

  private static final Pattern URL_END = Pattern.compile("\\s|://");

  /** What is shorter stands in too many texts by chance. */
  private static final int LENGTH_MIN = 4;

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /** The secrets of these settings, and of the registry's address as it was given. */
  public static Secrets of(Map<String, String> settings, RegistryAddress registry) {
    List<String> values = new ArrayList<>();
    settings.forEach(
        (name, value) -> {
          if (isSecret(name)) {
            values.add(value);
            values.addAll(parts(name, value));
          }
        });
    registry.logins().forEach(login -> values.addAll(parts("user.info", login)));
    values.removeIf(value -> value.length() < LENGTH_MIN);
    // The longest first: a part of it may be a secret too.
    values.sort(Comparator.comparingInt(String::length).reversed());
    return new Secrets(values);
  }

  private static List<String> parts(String name, String value) {
    List<String> parts = new ArrayList<>();
    if (name.endsWith("info") && value.indexOf(':') >= 0) {
      parts.add(value.substring(value.indexOf(':') + 1));
    }
    if (name.contains("jaas")) {
      Matcher option = JAAS_OPTION.matcher(value);
      while (option.find()) {
        if (isSecret(option.group(1))) {
          for (int group = 2; group <= 4; group++) {
            if (option.group(group) != null) {
              parts.add(option.group(group));
            }
          }
        }
      }
    }
    return parts;
  }

  /** Whether the value of a setting with this name must not be shown. */
  public static boolean isSecret(String name) {
    return NAME.matcher(name).find();
  }

  /** A setting's value as it may be shown. */
  public static String shown(String name, Object value) {
    return isSecret(name) ? MASK : withoutUserInfo(String.valueOf(value));
  }

  /** The text with {@code ***} for the user and password of every address in it. */
  public static String withoutUserInfo(String text) {
    StringBuilder shown = new StringBuilder();
    int from = 0;
    Matcher address = AUTHORITY.matcher(text);
    while (address.find(from)) {
      int start = address.start(1);
      int end = userInfoEnd(text, start, address.end(1));
      shown.append(text, from, start);
      if (end > start) {
        shown.append(MASK).append('@');
      }
      from = Math.max(end, start);
    }
    return shown.append(text.substring(from)).toString();
  }

  /**
   * Behind the {@code @} that ends an address's user and password; {@code start} where there is
   * none. A password that should have been encoded may hold slashes and further {@code @}.
   */
  static int userInfoEnd(String text, int start, int authorityEnd) {
    String authority = text.substring(start, authorityEnd);
    if (authority.indexOf('@') < 0 && HOST_AND_PORT.matcher(authority).matches()) {
      return start;
    }
    Matcher end = URL_END.matcher(text);
    int limit = end.find(authorityEnd) ? end.start() : text.length();
    int at = text.lastIndexOf('@', limit - 1);
    return at >= start ? at + 1 : start;
  }

  /** What somebody else says, without what must not be shown. */
  public String in(String text) {
    String shown = withoutUserInfo(String.valueOf(text));
    for (String value : values) {
      shown = shown.replace(value, MASK);
    }
    return shown;
  }
}
