package dev.thalweg.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * How to reach a cluster and its schema registry.
 *
 * @param bootstrapServer Kafka's {@code bootstrap.servers}
 * @param schemaRegistry the URL of a registry with Confluent's API
 * @param properties Kafka client settings by their own names, such as {@code security.protocol};
 *     those that begin with {@code schema.registry.} go to the registry's client without that
 *     prefix
 * @param autoRegisterSchemas whether a schema that is written may be registered
 */
public record Connection(
    String bootstrapServer,
    String schemaRegistry,
    Map<String, String> properties,
    boolean autoRegisterSchemas) {
  private static final String REGISTRY_PREFIX = "schema.registry.";
  private static final int REACH_TIMEOUT_S = 8;

  public Connection {
    properties = Map.copyOf(properties);
  }

  /** The settings that every Kafka client of the pipeline starts from; a new map each time. */
  public Map<String, Object> clientConfig() {
    Map<String, Object> config = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (!key.startsWith(REGISTRY_PREFIX)) {
            config.put(key, value);
          }
        });
    config.put("bootstrap.servers", bootstrapServer);
    return config;
  }

  /** A new admin client; the caller closes it. */
  public Admin openAdmin() {
    Map<String, Object> config = clientConfig();
    config.putIfAbsent("default.api.timeout.ms", "15000");
    config.putIfAbsent("request.timeout.ms", "10000");
    try {
      return Admin.create(config);
    } catch (KafkaException e) {
      throw new UserException(
          "The Kafka client can't be set up for %s (%s): check --bootstrap-server and"
                  .formatted(bootstrapServer, rootMessage(e))
              + " --command-config.",
          e);
    }
  }

  /** A new client of the registry; the caller closes it. */
  public SchemaRegistry openRegistry() {
    Map<String, String> config = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(REGISTRY_PREFIX)) {
            config.put(key.substring(REGISTRY_PREFIX.length()), value);
          }
        });
    return SchemaRegistry.at(schemaRegistry, config, autoRegisterSchemas);
  }

  /** Throws a {@link UserException} within seconds when the broker or the registry is not there. */
  public void check() {
    Admin admin = openAdmin();
    try {
      admin.describeCluster().clusterId().get(REACH_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UserException(
          "No Kafka broker answers at %s: start one, or give its address with --bootstrap-server."
              .formatted(bootstrapServer),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while connecting to " + bootstrapServer + ".", e);
    } finally {
      admin.close(Duration.ZERO); // not waiting for an answer that does not come
    }
    try (SchemaRegistry registry = openRegistry()) {
      registry.check();
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
