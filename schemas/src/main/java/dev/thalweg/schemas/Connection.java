package dev.thalweg.schemas;

import dev.thalweg.schemas.access.BootstrapAddress;
import dev.thalweg.schemas.access.BrokerAnswer;
import dev.thalweg.schemas.access.ClientSettings;
import dev.thalweg.schemas.access.Patience;
import dev.thalweg.schemas.access.RefusedSettings;
import dev.thalweg.schemas.access.RegistryAddress;
import dev.thalweg.schemas.access.RegistrySettings;
import dev.thalweg.schemas.access.Secrets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to reach a cluster and its schema registry. Whatever is secret of it goes to the clients that
 * need it, and is in none of its texts.
 */
public final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int REACH_TIMEOUT_S = 8;

  private final String bootstrapServer;
  private final RegistryAddress registry;
  private final Map<String, String> properties;
  private final boolean autoRegisterSchemas;
  private final Secrets secrets;
  private final Patience patience;

  /**
   * Asks nobody as yet.
   *
   * @param bootstrapServer Kafka's {@code bootstrap.servers}
   * @param schemaRegistry the URL of a registry with Confluent's API, or several with commas
   *     between; each may have a user and a password
   * @param properties Kafka client settings by their own names, such as {@code security.protocol};
   *     those that begin with {@code schema.registry.}, {@code basic.auth.} or {@code bearer.auth.}
   *     are of the registry's client
   * @param autoRegisterSchemas whether a schema that is written may be registered
   * @throws UserException where a secret setting is written so that a client would quote it, or an
   *     address of IPv6 has no port
   */
  public Connection(
      String bootstrapServer,
      String schemaRegistry,
      Map<String, String> properties,
      boolean autoRegisterSchemas) {
    this(
        bootstrapServer,
        RegistryAddress.of(schemaRegistry),
        properties,
        autoRegisterSchemas,
        Patience.none());
  }

  private Connection(
      String bootstrapServer,
      RegistryAddress registry,
      Map<String, String> properties,
      boolean autoRegisterSchemas,
      Patience patience) {
    this.patience = patience;
    this.bootstrapServer = bootstrapServer;
    this.registry = registry;
    this.properties = Map.copyOf(properties);
    this.autoRegisterSchemas = autoRegisterSchemas;
    this.secrets = Secrets.of(properties, registry);
    BootstrapAddress.withoutPort(bootstrapServer)
        .or(() -> ClientSettings.badJaasLine(properties))
        .ifPresent(
            sentence -> {
              throw new UserException(sentence);
            });
  }

  /**
   * The same, which waits for a broker or a registry that does not answer.
   *
   * @param atMost for each time that one does not; zero to wait for neither
   * @param told hears once that one is waited for, and once that it answers again
   */
  public Connection waiting(Duration atMost, Consumer<String> told) {
    return new Connection(
        bootstrapServer,
        registry,
        properties,
        autoRegisterSchemas,
        Patience.of(atMost, told, bootstrapServer, registry.toString()));
  }

  /** How long it waits for a broker or a registry that does not answer. */
  public Patience patience() {
    return patience;
  }

  public String bootstrapServer() {
    return bootstrapServer;
  }

  /** The registry's URLs with commas between, without users and passwords. */
  public String schemaRegistry() {
    return registry.toString();
  }

  public boolean autoRegisterSchemas() {
    return autoRegisterSchemas;
  }

  /** What was given as properties, as it may be shown. */
  public Map<String, String> shownProperties() {
    Map<String, String> shown = new TreeMap<>();
    properties.forEach((name, value) -> shown.put(name, Secrets.shown(name, value)));
    return shown;
  }

  /** What a client or a server says, without this connection's secrets. */
  public String redacted(String text) {
    return secrets.in(text);
  }

  /**
   * The settings that every Kafka client of the pipeline starts from; a new map each time. Secret
   * values are of a type that shows none.
   */
  public Map<String, Object> clientConfig() {
    Map<String, Object> config = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          if (!RegistrySettings.isRegistrys(name)) {
            config.put(name, ClientSettings.guarded(name, value));
          }
        });
    config.put("bootstrap.servers", bootstrapServer);
    return config;
  }

  /** A new admin client; the caller closes it. */
  public Admin openAdmin() {
    Map<String, Object> config = clientConfig();
    ClientSettings.settleAdmin(config);
    try {
      return Admin.create(config);
    } catch (KafkaException | IllegalArgumentException e) {
      throw cannotBeSetUp(e);
    }
  }

  /** A client that could not be made of these settings, as a sentence. */
  public UserException cannotBeSetUp(RuntimeException failure) {
    return new UserException(
        "The Kafka client can't be set up for %s (%s): %s"
            .formatted(
                bootstrapServer,
                redacted(rootMessage(failure)),
                RefusedSettings.advice(properties, failure)),
        failure);
  }

  /** A new client of the registry; the caller closes it. */
  public SchemaRegistry openRegistry() {
    return SchemaRegistry.at(registry, properties, autoRegisterSchemas, patience);
  }

  /**
   * This connection with the path at which the registry answers.
   *
   * @throws UserException within seconds when the broker or the registry does not let this process
   *     in, or is not there and not waited for; else after its {@link #patience}
   */
  public Connection checked() {
    checkBroker();
    RegistryAddress found = SchemaRegistry.find(registry, properties, patience);
    if (found == registry) {
      return this;
    }
    LOG.warn(
        "The registry at {} serves Confluent's API under {}, which is used: give that with"
            + " --schema-registry",
        registry,
        found);
    return new Connection(bootstrapServer, found, properties, autoRegisterSchemas, patience);
  }

  private void checkBroker() {
    Admin admin = openAdmin();
    try {
      while (!isThere(admin)) {
        // It was waited for.
      }
    } finally {
      admin.close(Duration.ZERO); // not waiting for an answer that does not come
    }
  }

  /**
   * Asks whether the broker answers; waits a moment where it does not.
   *
   * @param admin of this connection; stays the caller's
   * @throws UserException when it does not, and is not waited for any longer
   */
  public boolean isThere(Admin admin) {
    try {
      String unused = admin.describeCluster().clusterId().get(REACH_TIMEOUT_S, TimeUnit.SECONDS);
      patience.broker().answered();
      return true;
    } catch (ExecutionException | TimeoutException e) {
      BrokerAnswer.Why why =
          BrokerAnswer.ofConnecting(bootstrapServer, properties, secrets)
              .why(e, patience.broker().hasAnswered());
      if (!why.mayPass()) {
        throw new UserException(why.sentence(), e);
      }
      if (!patience.broker().goesOn()) {
        throw new UserException(patience.exhausted(why.sentence()), e);
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while connecting to " + bootstrapServer + ".", e);
    }
  }

  /**
   * Asks the broker, and asks again where its answer does not come in time, for as long as it is
   * waited for.
   *
   * @param request can be repeated: it changes nothing, or nothing more the second time
   * @return its answer
   * @throws RuntimeException that it failed with: for another reason, or for the last time
   */
  public <T> T ask(Supplier<T> request) {
    long beganNs = System.nanoTime();
    while (true) {
      try {
        T answer = request.get();
        patience.broker().answered();
        return answer;
      } catch (RuntimeException e) {
        if (!BrokerAnswer.isTimeout(e)) {
          throw e;
        }
        // One that answers everybody else, but never this, is not asked for ever.
        boolean isLate = System.nanoTime() - beganNs >= patience.atMost().toNanos();
        if (isLate || !patience.broker().goesOn()) {
          throw e instanceof UserException
              ? new UserException(patience.exhausted(e.getMessage()), e)
              : e;
        }
      }
    }
  }

  /** The same for what is right or fails. */
  public void check(Runnable request) {
    boolean unused =
        ask(
            () -> {
              request.run();
              return true;
            });
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  @Override
  public String toString() {
    return "Connection[%s, %s, %s]".formatted(bootstrapServer, registry, shownProperties());
  }
}
