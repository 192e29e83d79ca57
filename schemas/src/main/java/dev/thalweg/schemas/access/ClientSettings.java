package dev.thalweg.schemas.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/**
 * Settings of Kafka's clients that depend on one another. A client refuses what does not fit
 * together; here the dependent one moves, so that a file may set the other to any size.
 */
public final class ClientSettings {
  private static final String REQUEST = "request.timeout.ms";
  private static final String API = "default.api.timeout.ms";
  private static final String DELIVERY = "delivery.timeout.ms";
  private static final String TRANSACTION = "transaction.timeout.ms";

  private static final String COMMIT = "commit.interval.ms";
  private static final int COMMITS_MIN = 3;

  private static final int ADMIN_REQUEST_MS = 10_000;
  private static final int ADMIN_API_MS = 15_000;

  /** Kafka's defaults, which hold where neither we nor the user say otherwise. */
  private static final int REQUEST_MS = 30_000;

  private static final int API_MS = 60_000;
  private static final int LINGER_MS = 5;
  private static final int STREAMS_LINGER_MS = 100;
  private static final int DELIVERY_MS = 120_000;
  private static final int TRANSACTION_MS = 60_000;
  private static final int POLL_MS = 300_000;
  private static final int SESSION_MS = 45_000;
  private static final int HEARTBEAT_MS = 3_000;
  private static final int IN_FLIGHT_MAX = 5;

  /** What brokers allow at most, unless theirs is set. */
  private static final int TRANSACTION_MS_MAX = 900_000;

  private static final Set<String> PASSWORDS =
      Stream.of(
              ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())
          .flatMap(definition -> definition.configKeys().values().stream())
          .filter(key -> key.type() == ConfigDef.Type.PASSWORD)
          .map(key -> key.name)
          .collect(Collectors.toUnmodifiableSet());

  /** What Kafka Streams puts in front of a setting that is not for all of its clients. */
  private static final List<String> CONSUMERS =
      List.of("main.consumer.", "restore.consumer.", "global.consumer.");

  private ClientSettings() {}

  /** A value in a type that is not shown, where Kafka takes it so. */
  public static Object guarded(String name, String value) {
    return PASSWORDS.stream().anyMatch(secret -> name.equals(secret) || name.endsWith("." + secret))
        ? new Password(value)
        : value;
  }

  /**
   * A sentence where a JAAS line can't be parsed: Kafka's own message may quote of its password.
   */
  public static Optional<String> badJaasLine(Map<String, String> properties) {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      String value = property.getValue();
      if (property.getKey().endsWith(SaslConfigs.SASL_JAAS_CONFIG) && !value.contains("${")) {
        try {
          Map<String, Password> line = Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(value));
          JaasContext unused = JaasContext.loadClientContext(line);
        } catch (KafkaException | IllegalArgumentException e) {
          return Optional.of(
              ("%s in --command-config is not a line of JAAS: give"
                      + " CLASS required username=\"NAME\" password=\"PASSWORD\"; on one line, with"
                      + " quotes around each value and a semicolon at the end.")
                  .formatted(property.getKey()));
        }
      }
    }
    return Optional.empty();
  }

  /** An admin's: ours where the user says nothing. */
  public static void settleAdmin(Map<String, Object> settings) {
    if (!settings.containsKey(API)) {
      settings.put(API, Math.max(ADMIN_API_MS, number(settings, REQUEST, 0)));
    }
    settings.putIfAbsent(REQUEST, Math.min(ADMIN_REQUEST_MS, number(settings, API, ADMIN_API_MS)));
    atLeast(settings, API, number(settings, REQUEST, REQUEST_MS), API_MS);
  }

  /** A producer's that does not lose, repeat or reorder. */
  public static void settleProducer(Map<String, Object> settings) {
    int request = number(settings, REQUEST, REQUEST_MS);
    long shortest = (long) request + number(settings, ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    atLeast(settings, DELIVERY, (int) Math.min(shortest, Integer.MAX_VALUE), DELIVERY_MS);
    if (settings.containsKey(TRANSACTION) && settings.containsKey(REQUEST)) {
      atLeast(settings, TRANSACTION, Math.min(request, TRANSACTION_MS_MAX), 0);
    }
    // An idempotent producer takes neither.
    if (number(settings, ProducerConfig.RETRIES_CONFIG, 1) == 0) {
      settings.remove(ProducerConfig.RETRIES_CONFIG);
    }
    String inFlight = ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
    if (number(settings, inFlight, 1) > IN_FLIGHT_MAX) {
      settings.put(inFlight, IN_FLIGHT_MAX);
    }
  }

  /** A consumer's of the classic protocol, whose session is ours to set. */
  public static void settleConsumer(Map<String, Object> settings) {
    if (settings.containsKey(ConsumerConfig.GROUP_PROTOCOL_CONFIG)) {
      settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
      settings.remove(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG); // of the other protocol
    }
    int request = number(settings, REQUEST, REQUEST_MS);
    atLeast(settings, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, request, POLL_MS);
    int session = number(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
    int heartbeat = number(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    if (heartbeat >= session) {
      settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.max(1, session / 3));
    }
  }

  /** Those of all clients of Kafka Streams, each with its prefix. */
  public static void settleStreams(Map<Object, Object> streams) {
    settlePrefixed(streams, List.of("admin."), ClientSettings::settleStreamsAdmin);
    int commit = number(Map.of("", streams.getOrDefault(COMMIT, 0)), "", 0);
    settlePrefixed(
        streams,
        List.of("producer."),
        settings -> {
          settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, STREAMS_LINGER_MS);
          settleProducer(settings);
          // Streams refuses one that a commit can outlast.
          atLeast(settings, TRANSACTION, COMMITS_MIN * commit, TRANSACTION_MS);
        });
    for (String consumer : CONSUMERS) {
      settlePrefixed(streams, List.of("consumer.", consumer), ClientSettings::settleConsumer);
    }
  }

  private static void settleStreamsAdmin(Map<String, Object> settings) {
    atLeast(settings, API, number(settings, REQUEST, REQUEST_MS), API_MS);
  }

  private interface Settling {
    void settle(Map<String, Object> settings);
  }

  /**
   * @param prefixes of which the last wins
   */
  private static void settlePrefixed(
      Map<Object, Object> streams, List<String> prefixes, Settling settling) {
    Map<String, Object> effective = new HashMap<>();
    for (String prefix : Stream.concat(Stream.of(""), prefixes.stream()).toList()) {
      streams.forEach(
          (name, value) -> {
            String key = (String) name;
            if (key.startsWith(prefix)) {
              effective.put(key.substring(prefix.length()), value);
            }
          });
    }
    Map<String, Object> settled = new HashMap<>(effective);
    settling.settle(settled);
    String last = prefixes.get(prefixes.size() - 1);
    settled.forEach(
        (name, value) -> {
          if (!value.equals(effective.get(name))) {
            streams.put(last + name, value);
          }
        });
    effective.keySet().stream()
        .filter(name -> !settled.containsKey(name))
        .forEach(
            name -> {
              streams.remove(name);
              prefixes.forEach(prefix -> streams.remove(prefix + name));
            });
  }

  private static void atLeast(Map<String, Object> settings, String name, int least, int byItself) {
    if (number(settings, name, byItself) < least && isNumber(settings, name)) {
      settings.put(name, least);
    }
  }

  /** What is no number is left for the client to refuse by name. */
  private static boolean isNumber(Map<String, Object> settings, String name) {
    Object value = settings.get(name);
    return value == null || String.valueOf(value).strip().matches("-?\\d+");
  }

  private static int number(Map<String, Object> settings, String name, int byItself) {
    Object value = settings.get(name);
    try {
      return value == null ? byItself : Integer.parseInt(String.valueOf(value).strip());
    } catch (NumberFormatException e) {
      return byItself;
    }
  }
}
