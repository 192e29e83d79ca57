package dev.thalweg.schemas.access;

import io.confluent.kafka.schemaregistry.client.security.basicauth.BasicAuthCredentialProvider;
import io.confluent.kafka.schemaregistry.client.security.bearerauth.BearerAuthCredentialProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The settings of the registry's client, from a file of Kafka's settings as it is handed out:
 * logins with {@code schema.registry.} in front or without, where the one in front wins; the
 * registry's TLS always with it, as what is called {@code ssl.} alone is the broker's.
 */
public final class RegistrySettings {
  /** What the registry's settings begin with in a file that holds the broker's too. */
  static final String PREFIX = "schema.registry.";

  static final String BASIC_SOURCE = "basic.auth.credentials.source";
  static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  static final String USER_INFO = "basic.auth.user.info";
  static final String TOKEN = "bearer.auth.token";
  static final String ISSUER = "bearer.auth.issuer.endpoint.url";

  /** Java's own way to give a JAAS line. */
  private static final String JAAS_FILE = "java.security.auth.login.config";

  private static final List<String> LOGINS = List.of("basic.auth.", "bearer.auth.");

  /** Settings of a client of the registry that wait: 60 s each by themselves, at every URL. */
  private static final Map<String, String> DEFAULTS =
      Map.of("http.connect.timeout.ms", "5000", "http.read.timeout.ms", "15000");

  private final Map<String, String> settings;
  private final RegistryAddress address;

  private RegistrySettings(Map<String, String> settings, RegistryAddress address) {
    this.settings = settings;
    this.address = address;
  }

  /**
   * Those of the registry.
   *
   * @param properties the whole file: a login may be the broker's
   * @throws IllegalArgumentException with a sentence for whoever wrote the file, where no login can
   *     come of it
   */
  public static RegistrySettings of(Map<String, String> properties, RegistryAddress address) {
    Map<String, String> settings = new HashMap<>(DEFAULTS);
    properties.forEach(
        (name, value) -> {
          if (LOGINS.stream().anyMatch(name::startsWith)) {
            settings.put(name, value);
          }
        });
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX + "ssl.")) {
            settings.put(name, value); // its client takes them by this name
          } else if (name.startsWith(PREFIX)) {
            settings.put(name.substring(PREFIX.length()), value);
          }
        });
    RegistrySettings made = new RegistrySettings(settings, address);
    made.settleSources();
    if (made.source().map(source -> source.endsWith("_INHERIT")).orElse(false)) {
      properties.forEach(
          (name, value) -> {
            if (name.startsWith("sasl.")) {
              settings.putIfAbsent(name, value);
            }
          });
    }
    made.requireLogin();
    return made;
  }

  /** Whether a setting is the registry's, so that Kafka's clients don't need to know of it. */
  public static boolean isRegistrys(String name) {
    return name.startsWith(PREFIX) || LOGINS.stream().anyMatch(name::startsWith);
  }

  /** A source that is not given is what there is a login for; its client would send none. */
  private void settleSources() {
    settings.computeIfPresent(BASIC_SOURCE, (name, value) -> value.strip());
    settings.computeIfPresent(BEARER_SOURCE, (name, value) -> value.strip());
    settings.remove(BASIC_SOURCE, "");
    settings.remove(BEARER_SOURCE, "");
    if (settings.containsKey(BASIC_SOURCE) || settings.containsKey(BEARER_SOURCE)) {
      return;
    }
    if (has(TOKEN)) {
      settings.put(BEARER_SOURCE, "STATIC_TOKEN");
    } else if (has(ISSUER)) {
      settings.put(BEARER_SOURCE, "OAUTHBEARER");
    } else if (has(USER_INFO)) {
      settings.put(BASIC_SOURCE, "USER_INFO");
    } else if (address.hasLogin()) {
      settings.put(BASIC_SOURCE, "URL");
    }
  }

  private boolean has(String name) {
    return !settings.getOrDefault(name, "").isBlank();
  }

  private void requireLogin() {
    String basic = settings.get(BASIC_SOURCE);
    String bearer = settings.get(BEARER_SOURCE);
    if (basic != null && bearer != null) {
      throw new IllegalArgumentException(
          "The registry takes one login: give %s or %s in --command-config, not both."
              .formatted(BASIC_SOURCE, BEARER_SOURCE));
    }
    if (basic != null) {
      requireProvider(
          BASIC_SOURCE,
          basic,
          ServiceLoader.load(BasicAuthCredentialProvider.class).stream()
              .map(provider -> provider.get().alias()));
    } else if (bearer != null) {
      requireProvider(
          BEARER_SOURCE,
          bearer,
          ServiceLoader.load(BearerAuthCredentialProvider.class).stream()
              .map(provider -> provider.get().alias()));
    }
    if ("USER_INFO".equals(basic)) {
      require(USER_INFO, basic, "USER:PASSWORD");
    } else if ("SASL_INHERIT".equals(basic) && System.getProperty(JAAS_FILE) == null) {
      require("sasl.jaas.config", basic, "a line with username and password");
    } else if ("URL".equals(basic) && !address.hasLogin()) {
      throw new IllegalArgumentException(
          "The registry's login %s=URL needs a user and a password in the URL: give it as"
                  .formatted(BASIC_SOURCE)
              + " https://USER:PASSWORD@HOST, or use USER_INFO.");
    } else if ("STATIC_TOKEN".equals(bearer)) {
      require(TOKEN, bearer, "the token");
    } else if ("OAUTHBEARER".equals(bearer)) {
      require(ISSUER, bearer, "the URL that hands out tokens");
    }
  }

  private static void requireProvider(String setting, String source, Stream<String> aliases) {
    TreeSet<String> known = new TreeSet<>(aliases.toList());
    if (!known.contains(source)) {
      throw new IllegalArgumentException(
          "There is no provider for %s=%s, so that the registry would get no login: use one of %s."
              .formatted(setting, source, String.join(", ", known)));
    }
  }

  private void require(String name, String source, String value) {
    if (!has(name)) {
      throw new IllegalArgumentException(
          "The registry's login %s needs %s: give it in --command-config, with %s."
              .formatted(source, name, value));
    }
  }

  /** Where the login comes from, by its client's name; empty where there is none. */
  Optional<String> source() {
    return Optional.ofNullable(settings.getOrDefault(BASIC_SOURCE, settings.get(BEARER_SOURCE)));
  }

  /** For the registry's client alone, with what is secret. */
  public Map<String, String> forClient() {
    return settings;
  }

  /** What to check where this login is refused. */
  String loginToCheck() {
    return switch (source().orElse("")) {
      case "USER_INFO" -> USER_INFO;
      case "URL" -> "the user and password in its URL";
      case "SASL_INHERIT" -> "username and password in sasl.jaas.config, which it inherits";
      case "STATIC_TOKEN" -> TOKEN;
      case "OAUTHBEARER" -> "bearer.auth.client.id, bearer.auth.client.secret, bearer.auth.scope";
      case "SASL_OAUTHBEARER_INHERIT" ->
          "clientId, clientSecret and scope in sasl.jaas.config, which it inherits";
      case "CUSTOM" -> "bearer.auth.custom.provider.class";
      default ->
          "that %s=USER:PASSWORD or %s is in --command-config, as no login is given"
              .formatted(USER_INFO, TOKEN);
    };
  }
}
