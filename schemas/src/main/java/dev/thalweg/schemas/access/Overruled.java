package dev.thalweg.schemas.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what a service needs otherwise than somebody's file has it. */
public final class Overruled {
  private static final Logger LOG = LoggerFactory.getLogger(Overruled.class);

  private static final List<String> STREAMS_PREFIXES =
      List.of("", "producer.", "consumer.", "main.consumer.", "restore.consumer.", "admin.");

  /** Once per process: each service makes several clients. */
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Overruled() {}

  /**
   * Warns of the settings that a client was given otherwise.
   *
   * @param given the settings of Kafka's clients that the user has set
   * @param used those that the client gets, of whatever types
   */
  public static void warn(Map<String, Object> given, Map<?, ?> used) {
    given.forEach(
        (name, value) -> {
          if (name.startsWith("topic.")) {
            return; // of the topics that Kafka Streams makes, where the user's always wins
          }
          for (String prefix : STREAMS_PREFIXES) {
            Object instead = used.get(prefix + name);
            boolean isOurs = prefix.isEmpty() || !given.containsKey(prefix + name);
            if (isOurs && isOther(value, instead, prefix) && SAID.add(name)) {
              LOG.warn("{}", sentence(name, value, instead));
            }
          }
        });
  }

  private static boolean isOther(Object given, Object used, String prefix) {
    if (used == null) {
      return prefix.isEmpty();
    }
    String text = String.valueOf(used);
    String asked = String.valueOf(given).strip();
    return !text.equalsIgnoreCase(asked) && !(text.equals("all") && asked.equals("-1"));
  }

  private static String sentence(String name, Object given, Object used) {
    String start =
        "%s=%s of --command-config is overruled".formatted(name, Secrets.shown(name, given));
    return used == null
        ? start + ": what is run here can't be with it"
        : start + ": what is run here needs %s".formatted(Secrets.shown(name, used));
  }
}
