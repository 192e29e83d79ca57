package dev.thalweg.schemas.access;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.security.basicauth.BasicAuthCredentialProvider;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The client of a registry with its URLs and its login. Safe for many threads. */
public final class RegistryConnection {
  private static final int CACHED_SCHEMAS_MAX = 1_000;

  private final SchemaRegistryClient client;
  private final RestService rest;
  private final RegistryAnswer answers;

  private RegistryConnection(
      SchemaRegistryClient client, RestService rest, RegistryAnswer answers) {
    this.client = client;
    this.rest = rest;
    this.answers = answers;
  }

  /**
   * Does not ask the registry as yet.
   *
   * @param properties settings of Kafka's clients, among them the registry's
   * @throws IllegalArgumentException with a sentence for whoever gave address or settings, where
   *     they can't be used
   */
  public static RegistryConnection open(RegistryAddress address, Map<String, String> properties) {
    address.requireUsable();
    RegistrySettings settings = RegistrySettings.of(properties, address);
    Secrets secrets = Secrets.of(properties, address);
    RestService rest = new RestService(address.urls());
    try {
      SchemaRegistryClient client =
          new CachedSchemaRegistryClient(
              rest,
              CACHED_SCHEMAS_MAX,
              List.of(new AvroSchemaProvider()),
              settings.forClient(),
              Map.of());
      if (settings.source().equals(Optional.of("URL"))) {
        rest.setBasicAuthCredentialProvider(new UrlLogin(address));
      }
      return new RegistryConnection(client, rest, new RegistryAnswer(address, settings, secrets));
    } catch (RuntimeException e) { // its client wraps what it stumbles over in any of them
      throw new IllegalArgumentException(
          "The registry's client can't be set up for %s (%s): check the registry's settings in"
                  .formatted(address, secrets.in(rootMessage(e)))
              + " --command-config.");
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  public SchemaRegistryClient client() {
    return client;
  }

  /** What its answers mean. */
  public RegistryAnswer answers() {
    return answers;
  }

  /** Asks the next URL from now on: a proxy may answer for a registry that is away. */
  public void preferNext() {
    rest.getBaseUrls().fail(rest.getBaseUrls().current());
  }

  /** Logins that were given in URLs, which themselves are rid of them. */
  private record UrlLogin(RegistryAddress address) implements BasicAuthCredentialProvider {
    @Override
    public String alias() {
      return "URL";
    }

    @Override
    public String getUserInfo(URL url) {
      return address.login(url);
    }

    @Override
    public void configure(Map<String, ?> configs) {
      // The address says it all.
    }
  }
}
