package dev.thalweg.schemas;

import dev.thalweg.schemas.access.Patience;
import dev.thalweg.schemas.access.RegistryAddress;
import dev.thalweg.schemas.access.RegistryAnswer;
import dev.thalweg.schemas.access.RegistryConnection;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.client.security.bearerauth.oauth.exceptions.SchemaRegistryOauthTokenRetrieverException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;

/**
 * The schema registry as the pipeline uses it: ids for schemas that are written, schemas for ids
 * that are read. Subjects follow TopicNameStrategy, {@code <topic>-value}. Safe for many threads.
 */
public final class SchemaRegistry implements AutoCloseable {
  /** Logs are replayed from offset 0, so every new reader must read every old record. */
  public static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

  /**
   * Where Confluent's API is served beside another one: Apicurio Registry, and who builds on it.
   */
  private static final List<String> USUAL_PATHS =
      List.of("/apis/ccompat/v7", "/apis/ccompat/v8", "/apis/ccompat/v6", "/api/ccompat");

  private static final int ATTEMPTS_MAX = 5;
  private static final long RETRY_MS = 200;

  /** A registry also answers 409 while another process writes the same schema or setting. */
  private static final int CONFLICTS_MAX = 4;

  private final SchemaRegistryClient client;
  private final Optional<RegistryConnection> connection;
  private final RegistryAddress address;
  private final boolean autoRegister;
  private final Patience patience;

  private SchemaRegistry(
      SchemaRegistryClient client,
      Optional<RegistryConnection> connection,
      RegistryAddress address,
      boolean autoRegister,
      Patience patience) {
    this.client = client;
    this.connection = connection;
    this.address = address;
    this.autoRegister = autoRegister;
    this.patience = patience;
  }

  /**
   * A registry behind one URL or several, which is not asked as yet.
   *
   * @param properties settings of Kafka's clients, by their own names, among them the registry's
   * @param autoRegister whether a schema that is written may be registered, or must be there
   * @param patience how long it is waited for where it does not answer
   * @throws UserException where address or settings can't be used
   */
  static SchemaRegistry at(
      RegistryAddress address,
      Map<String, String> properties,
      boolean autoRegister,
      Patience patience) {
    try {
      RegistryConnection made = RegistryConnection.open(address, properties);
      return new SchemaRegistry(made.client(), Optional.of(made), address, autoRegister, patience);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  /** A registry in this process, for tests; it does not enforce compatibility. */
  public static SchemaRegistry inMemory() {
    return new SchemaRegistry(
        new MockSchemaRegistryClient(List.of(new AvroSchemaProvider())),
        Optional.empty(),
        RegistryAddress.of("memory"),
        true,
        Patience.none());
  }

  /** The id to write this topic's values with; registers the schema where that is allowed. */
  public int idFor(String topic, Schema schema) {
    try {
      return retrying(() -> client.getId(subject(topic), new AvroSchema(schema)));
    } catch (RestClientException e) {
      if (e.getStatus() != 404) {
        throw refusal(topic, e);
      }
      if (autoRegister) {
        return register(topic, schema);
      }
      throw new UserException(
          "The schema of %s is not registered at %s: run \"thalweg topics create\" first."
              .formatted(topic, address),
          e);
    }
  }

  /**
   * Sets the compatibility of a topic's subject and registers its schema. Can be repeated.
   *
   * @return the schema's id
   * @throws UserException when what is registered already can't be read by it
   */
  public int register(String topic, Schema schema) {
    try {
      // First, so that a registry with another default refuses what would break readers, too.
      boolean known = setCompatibility(topic);
      int id = retrying(() -> client.register(subject(topic), new AvroSchema(schema)));
      if (!known) {
        setCompatibility(topic);
      }
      return id;
    } catch (RestClientException e) {
      throw refusal(topic, e);
    }
  }

  /** False where the registry does not know the subject yet and therefore takes no settings. */
  private boolean setCompatibility(String topic) throws RestClientException {
    try {
      retrying(() -> client.updateCompatibility(subject(topic), COMPATIBILITY));
      return true;
    } catch (RestClientException e) {
      if (e.getStatus() == 404) {
        return false;
      }
      throw e;
    }
  }

  private static String subject(String topic) {
    return topic + "-value";
  }

  private UserException refusal(String topic, RestClientException e) {
    if (e.getStatus() == 409) {
      return new UserException(
          "The registry at %s refuses the schema of %s: it is not %s with what is registered;"
                  .formatted(address, topic, COMPATIBILITY)
              + " give every new field a default, or use another pipeline name.",
          e);
    }
    return failed(e, "the schema of " + topic);
  }

  /** The schema with this id; empty when the registry answers that there is none. */
  public Optional<Schema> byId(int id) {
    try {
      return retrying(() -> client.getSchemaById(id)) instanceof AvroSchema avro
          ? Optional.of(avro.rawSchema())
          : Optional.empty();
    } catch (RestClientException e) {
      if (e.getStatus() == 404) {
        return Optional.empty();
      }
      throw failed(e, "schema id " + id);
    }
  }

  /** Throws a {@link UserException} when the registry does not answer as one. */
  public void check() {
    try {
      listSubjects();
    } catch (IOException | RestClientException e) {
      throw failed(e, "its subjects");
    }
  }

  /**
   * The address at which a registry answers: this one, or one of the paths under it at which others
   * serve the same API.
   *
   * @throws UserException where none does
   */
  static RegistryAddress find(
      RegistryAddress given, Map<String, String> properties, Patience patience) {
    try (SchemaRegistry registry = at(given, properties, false, patience)) {
      while (true) {
        try {
          registry.listSubjects();
          patience.registry().answered();
          return given;
        } catch (IOException | RestClientException e) {
          if (RegistryAnswer.isOfAnotherApi(e)) {
            return findUnder(given, properties)
                .orElseThrow(
                    () -> new UserException(registry.answers().otherApi(e, USUAL_PATHS), e));
          }
          if (!registry.answers().mayPass(e) || !patience.registry().goesOn()) {
            throw registry.failed(e, "its subjects");
          }
        }
      }
    }
  }

  private static Optional<RegistryAddress> findUnder(
      RegistryAddress given, Map<String, String> properties) {
    for (String path : USUAL_PATHS) {
      RegistryAddress tried = given.under(path);
      try (SchemaRegistry registry = at(tried, properties, false, Patience.none())) {
        registry.listSubjects();
        return Optional.of(tried);
      } catch (RestClientException e) {
        if (!RegistryAnswer.isOfAnotherApi(e)) {
          throw new UserException(answersOf(tried, properties).sentence(e, "its subjects"), e);
        }
      } catch (IOException e) {
        // Nor this one.
      }
    }
    return Optional.empty();
  }

  private static RegistryAnswer answersOf(RegistryAddress address, Map<String, String> properties) {
    return RegistryConnection.open(address, properties).answers();
  }

  private RegistryAnswer answers() {
    return connection.orElseThrow().answers();
  }

  private void listSubjects() throws IOException, RestClientException {
    try {
      client.getAllSubjects();
    } catch (SchemaRegistryOauthTokenRetrieverException | KafkaException e) {
      throw new UserException(answers().noLogin(e), e);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      // Nothing is lost: the client holds no unsent data.
    }
  }

  private UserException failed(Exception cause, String asked) {
    String sentence =
        connection
            .map(made -> made.answers().sentence(cause, asked))
            .orElseGet(() -> "The registry failed (%s).".formatted(cause.getMessage()));
    return new UserException(
        patience.registry().isOn() ? patience.exhausted(sentence) : sentence, cause);
  }

  /** Whether whoever uses it has waited for an answer already when it throws. */
  public boolean isPatient() {
    return patience.isAny();
  }

  private <T> T retrying(Request<T> request) throws RestClientException {
    for (int attempt = 1; ; attempt++) {
      try {
        T answer = request.send();
        patience.registry().answered();
        return answer;
      } catch (RestClientException e) {
        int attemptsMax = e.getStatus() == 409 ? CONFLICTS_MAX : ATTEMPTS_MAX;
        boolean again = e.getStatus() == 409 || RegistryAnswer.mayPass(e.getStatus());
        if (!again || (attempt >= attemptsMax && !isWaitedFor(e))) {
          throw e;
        }
        if (e.getStatus() >= 500) {
          connection.ifPresent(RegistryConnection::preferNext);
        }
      } catch (IOException e) {
        if (attempt >= ATTEMPTS_MAX && !isWaitedFor(e)) {
          throw failed(e, "");
        }
      } catch (SchemaRegistryOauthTokenRetrieverException | KafkaException e) {
        if (attempt >= ATTEMPTS_MAX) {
          throw new UserException(answers().noLogin(e), e);
        }
      }
      if (attempt >= ATTEMPTS_MAX) {
        continue; // it was waited for
      }
      try {
        // Not all of those that collided at the same time again.
        long delayMs = RETRY_MS << attempt;
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(delayMs / 4, delayMs));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserException(
            "Interrupted while asking the registry at %s.".formatted(address), e);
      }
    }
  }

  /** Waits for a moment, if it is to be asked again. */
  private boolean isWaitedFor(Exception failure) {
    return connection.isPresent() && answers().mayPass(failure) && patience.registry().goesOn();
  }

  private interface Request<T> {
    T send() throws IOException, RestClientException;
  }
}
