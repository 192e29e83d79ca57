package dev.thalweg.cli.demo.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the rows of a table that their topic does not have, in order, at a pace, keyed by their
 * number from 1. Runs once: {@link #run} on one thread, {@link #stop} from any.
 */
final class RowSender {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BLOCK_MS = 5_000;
  private static final int LINGER_MS = 5;

  /** What is missed in a stall is not caught up beyond this. */
  private static final long BEHIND_MAX_NS = 1_000_000_000L;

  private final CsvTable table;
  private final OptionalLong most;
  private final String topic;
  private final long[] ends;
  private final double perSecond;
  private final Connection connection;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long dueNs;

  /**
   * One that has not begun.
   *
   * @param most rows in all, if they are limited
   * @param ends how many rows each partition has already
   * @param perSecond infinite for as fast as they are taken
   */
  RowSender(
      CsvTable table,
      OptionalLong most,
      String topic,
      long[] ends,
      double perSecond,
      Connection connection) {
    this.table = table;
    this.most = most;
    this.topic = topic;
    this.ends = ends.clone();
    this.perSecond = perSecond;
    this.connection = connection;
  }

  /**
   * Sends until the end, or until it is stopped, and waits for what is in flight.
   *
   * @throws UserException when the broker or the registry fails
   */
  void run() {
    Map<String, Object> settings = KafkaClients.writing(connection);
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    try (SchemaRegistry registry = connection.openRegistry()) {
      RowSerializer serializer = RowSerializer.of(registry, topic, table.schema());
      Producer<byte[], byte[]> producer = KafkaClients.producer(connection, settings);
      try {
        dueNs = System.nanoTime();
        table.forEach(most, (index, row) -> send(producer, serializer, index, row));
        if (failure.get() == null) {
          producer.flush();
        }
      } finally {
        producer.close(CLOSE_TIMEOUT);
      }
    }
    if (failure.get() != null && stopped.getCount() > 0) {
      throw ClientFailure.unwritten(
          "The rows can't be written to %s".formatted(topic), failure.get());
    }
  }

  private boolean send(
      Producer<byte[], byte[]> producer, RowSerializer serializer, long index, GenericRecord row) {
    if (RowsTopic.has(ends, index)) {
      return true;
    }
    if (!isDue() || failure.get() != null) {
      return false;
    }
    byte[] key = Long.toString(index + 1).getBytes(UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, RowsTopic.partition(ends, index), key, serializer.bytes(row));
    try {
      var unused =
          producer.send(
              record,
              (metadata, error) -> {
                if (error == null) {
                  acknowledged.incrementAndGet();
                } else if (failure.compareAndSet(null, error)) {
                  // At once, on Kafka's own thread: what is behind it would leave a gap.
                  producer.close(Duration.ZERO);
                }
              });
    } catch (IllegalStateException e) { // closed, after a failure
      failure.compareAndSet(null, e);
      return false;
    }
    return true;
  }

  /** Waits until the next row is due; false when it was stopped. */
  private boolean isDue() {
    try {
      long now = System.nanoTime();
      if (now - dueNs > BEHIND_MAX_NS) {
        dueNs = now - BEHIND_MAX_NS;
      }
      boolean isStopped = stopped.await(Math.max(0, dueNs - now), TimeUnit.NANOSECONDS);
      dueNs += Double.isInfinite(perSecond) ? 0 : Math.round(1e9 / perSecond);
      return !isStopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Rows of this run that are in the topic. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Ends the run within seconds; what is in flight is still acknowledged if the broker is up. */
  void stop() {
    stopped.countDown();
  }
}
