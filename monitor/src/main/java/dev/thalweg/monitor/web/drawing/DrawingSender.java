package dev.thalweg.monitor.web.drawing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the page's records, idempotently: a retry within the producer neither repeats nor reorders
 * them. One thread sends, as a producer may wait for the broker; a bounded number waits for it.
 */
public final class DrawingSender implements AutoCloseable {
  static final int WAITING_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(DrawingSender.class);

  private static final int TIMEOUT_MS = 8_000;
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Pipeline pipeline;
  private final Producer<byte[], byte[]> producer;
  private final SchemaRegistry registry;

  /** One for each topic: a serializer writes one schema. */
  private final Map<PipelineTopic, AvroSerializer<SpecificRecord>> serializers =
      new EnumMap<>(PipelineTopic.class);

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), DrawingSender::daemon);

  /** Takes over the producer and the registry, and closes them. */
  DrawingSender(Pipeline pipeline, Producer<byte[], byte[]> producer, SchemaRegistry registry) {
    this.pipeline = pipeline;
    this.producer = producer;
    this.registry = registry;
  }

  public static DrawingSender open(Connection connection, Pipeline pipeline) {
    Map<String, Object> settings = KafkaClients.writing(connection);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    return new DrawingSender(
        pipeline, KafkaClients.producer(connection, settings), connection.openRegistry());
  }

  /**
   * Sends a record, keyed by its id.
   *
   * @return done when Kafka has it; failed with a {@link ProblemException} when that is not known
   *     within some seconds
   */
  CompletableFuture<Void> send(PipelineTopic topic, String id, SpecificRecord value) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      thread.execute(() -> sendNow(topic, id, value, sent));
    } catch (RejectedExecutionException e) {
      sent.completeExceptionally(
          ProblemException.unavailable(
              "Too many are waiting already: try again in a few seconds."));
    }
    return sent;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  private void sendNow(
      PipelineTopic topic, String id, SpecificRecord value, CompletableFuture<Void> sent) {
    try {
      String name = pipeline.topic(topic);
      byte[] bytes =
          serializers
              .computeIfAbsent(topic, t -> new AvroSerializer<>(registry))
              .serialize(name, value);
      producer.send(
          new ProducerRecord<>(name, id.getBytes(UTF_8), bytes),
          (metadata, error) -> {
            if (error == null) {
              sent.complete(null);
            } else {
              sent.completeExceptionally(notTaken(name, error));
            }
          });
    } catch (RuntimeException e) {
      sent.completeExceptionally(notTaken(pipeline.topic(topic), e));
    }
  }

  private static ProblemException notTaken(String topic, Exception cause) {
    LOG.atWarn()
        .addKeyValue("topic", topic)
        .setCause(cause)
        .log("Kafka did not accept a record of the page");
    return ProblemException.unavailable(
        "Kafka did not accept the record for %s: try again.".formatted(topic));
  }

  private static Thread daemon(Runnable work) {
    Thread made = new Thread(work, "page-sender");
    made.setDaemon(true);
    return made;
  }

  /** What is not acknowledged within 2 s fails. */
  @Override
  public void close() {
    thread.shutdown();
    producer.close(CLOSE_TIMEOUT);
    registry.close();
  }
}
