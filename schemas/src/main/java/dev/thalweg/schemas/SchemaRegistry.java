package dev.thalweg.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;

/**
 * The schema registry as the pipeline uses it: ids for schemas that are written, schemas for ids
 * that are read. Subjects follow TopicNameStrategy, {@code <topic>-value}. Safe for many threads.
 */
public final class SchemaRegistry implements AutoCloseable {
  /** Logs are replayed from offset 0, so every new reader must read every old record. */
  public static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

  private static final int CACHED_SCHEMAS_MAX = 1_000;
  private static final int ATTEMPTS_MAX = 5;
  private static final long RETRY_MS = 200;

  /** A registry also answers 409 while another process writes the same schema or setting. */
  private static final int CONFLICTS_MAX = 4;

  private final SchemaRegistryClient client;
  private final String url;
  private final boolean autoRegister;

  private SchemaRegistry(SchemaRegistryClient client, String url, boolean autoRegister) {
    this.client = client;
    this.url = url;
    this.autoRegister = autoRegister;
  }

  /**
   * A registry behind an URL.
   *
   * @param properties settings of the Confluent client, by its own names
   * @param autoRegister whether a schema that is written may be registered, or must be there
   */
  public static SchemaRegistry at(String url, Map<String, ?> properties, boolean autoRegister) {
    return new SchemaRegistry(
        new CachedSchemaRegistryClient(
            List.of(url), CACHED_SCHEMAS_MAX, List.of(new AvroSchemaProvider()), properties),
        url,
        autoRegister);
  }

  /** A registry in this process, for tests; it does not enforce compatibility. */
  public static SchemaRegistry inMemory() {
    return new SchemaRegistry(
        new MockSchemaRegistryClient(List.of(new AvroSchemaProvider())), "memory", true);
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
              .formatted(topic, url),
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
                  .formatted(url, topic, COMPATIBILITY)
              + " give every new field a default, or use another pipeline name.",
          e);
    }
    return new UserException(
        "The registry at %s answered %d to the schema of %s (%s)."
            .formatted(url, e.getStatus(), topic, e.getMessage()),
        e);
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
      throw new UserException(
          "The registry at %s answered %d to schema id %d (%s)."
              .formatted(url, e.getStatus(), id, e.getMessage()),
          e);
    }
  }

  /** Throws a {@link UserException} when the registry does not answer. */
  public void check() {
    try {
      client.getAllSubjects();
    } catch (IOException | RestClientException e) {
      throw unreachable(e);
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

  private UserException unreachable(Exception cause) {
    return new UserException(
        "The schema registry at %s does not answer (%s): start it, or give its URL with"
                .formatted(url, cause.getMessage())
            + " --schema-registry.",
        cause);
  }

  private <T> T retrying(Request<T> request) throws RestClientException {
    for (int attempt = 1; ; attempt++) {
      try {
        return request.send();
      } catch (RestClientException e) {
        int attemptsMax = e.getStatus() == 409 ? CONFLICTS_MAX : ATTEMPTS_MAX;
        if ((e.getStatus() < 500 && e.getStatus() != 409) || attempt >= attemptsMax) {
          throw e;
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS_MAX) {
          throw unreachable(e);
        }
      }
      try {
        // Not all of those that collided at the same time again.
        long delayMs = RETRY_MS << attempt;
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(delayMs / 4, delayMs));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreachable(e);
      }
    }
  }

  private interface Request<T> {
    T send() throws IOException, RestClientException;
  }
}
