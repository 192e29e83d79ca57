package dev.thalweg.schemas.access;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which settings of a user's file a client may mean that could not be made of them: some clients
 * say the value alone, or nothing at all.
 */
public final class RefusedSettings {
  private static final int NAMES_MAX = 8;
  private static final String JAAS = "sasl.jaas.config";

  private RefusedSettings() {}

  /**
   * What to do about it.
   *
   * @param given the user's settings of Kafka's clients
   * @param failure what the client has thrown
   */
  public static String advice(Map<String, String> given, Throwable failure) {
    Throwable root = root(failure);
    String said = String.valueOf(root.getMessage());
    if (said.contains("JAAS") && !given.containsKey(JAAS)) {
      return "give %s in --command-config, as security.protocol asks for a login.".formatted(JAAS);
    }
    Collection<String> names = meant(given, said);
    if (names.isEmpty()) {
      return "check --bootstrap-server and --command-config.";
    }
    String listed = String.join(", ", names);
    return root instanceof ClassNotFoundException
        ? "it has no such class; give its jar with --class-path, or take %s out of --command-config."
            .formatted(listed)
        : "check %s in --command-config.".formatted(listed);
  }

  /**
   * Those that are named; else those whose value is quoted, or that are spoken of; else all, of
   * which it is one.
   */
  private static Collection<String> meant(Map<String, String> given, String said) {
    List<Predicate<Map.Entry<String, String>>> signs =
        List.of(
            setting -> isIn(said, setting.getKey()),
            setting -> !setting.getValue().isBlank() && isIn(said, setting.getValue().strip()),
            setting -> isSpokenOf(said, setting.getKey()),
            setting -> !said.contains("bootstrap.servers"));
    Stream<List<String>> attempts =
        signs.stream()
            .map(
                sign ->
                    given.entrySet().stream()
                        .filter(setting -> !RegistrySettings.isRegistrys(setting.getKey()))
                        .filter(sign)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .limit(NAMES_MAX)
                        .toList());
    return attempts.filter(names -> !names.isEmpty()).findFirst().orElse(List.of());
  }

  private static boolean isIn(String said, String word) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w-])")
        .matcher(said)
        .find();
  }

  /** As "the session timeout" is session.timeout.ms. */
  private static boolean isSpokenOf(String said, String name) {
    List<String> words =
        Stream.of(name.split("\\.", -1)).filter(word -> word.length() > 2).toList();
    return words.size() > 1 && words.stream().allMatch(said.toLowerCase(Locale.ROOT)::contains);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
