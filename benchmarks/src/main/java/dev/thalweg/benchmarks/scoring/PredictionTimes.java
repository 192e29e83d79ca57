package dev.thalweg.benchmarks.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When each prediction could be read, by a reader of what is committed on a thread of its own. */
final class PredictionTimes implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AtomicLongArray readNs;
  private final AtomicInteger seen = new AtomicInteger();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "prediction-times");
  private volatile boolean stopped;

  /** Of images whose ids are the numbers below this. */
  PredictionTimes(Connection connection, Pipeline pipeline, int images) {
    readNs = new AtomicLongArray(images);
    Map<String, Object> settings = connection.clientConfig();
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("fetch.max.wait.ms", 100);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(pipeline.topic(PipelineTopic.PREDICTIONS), 0)));
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          int image = Integer.parseInt(new String(record.key(), UTF_8));
          if (readNs.compareAndSet(image, 0, System.nanoTime())) { // a repeat is not the first
            seen.incrementAndGet();
          }
        }
      }
      consumer.close(CloseOptions.timeout(CLOSE));
      ended.complete(null);
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  /** Throws the reader's failure when it has one. */
  void check() {
    if (ended.isCompletedExceptionally()) {
      ended.join();
    }
  }

  /** How many predictions were read. */
  int seen() {
    return seen.get();
  }

  /** When the first prediction of an image was read, by {@link System#nanoTime}. */
  long readNs(int image) {
    return readNs.get(image);
  }

  /** Within 2 s. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(2 * CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
