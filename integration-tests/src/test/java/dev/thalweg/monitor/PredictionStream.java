package dev.thalweg.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Predictions and their labels, one pair after the other; every fifth prediction is wrong. */
final class PredictionStream implements AutoCloseable {
  private static final int WRONG_EVERY = 5;

  private final Pipeline pipeline;
  private final SchemaRegistry registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroSerializer<Prediction> predictions;
  private final AvroSerializer<Label> labels;
  private final Thread flow;
  private volatile boolean flowing = true;
  private final AtomicLong sent = new AtomicLong();

  PredictionStream(Connection connection, Pipeline pipeline, int perSecond) {
    this.pipeline = pipeline;
    registry = connection.openRegistry();
    predictions = new AvroSerializer<>(registry);
    labels = new AvroSerializer<>(registry);
    producer =
        new KafkaProducer<>(
            connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    flow = new Thread(() -> flow(perSecond), "predictions");
    flow.setDaemon(true);
    flow.start();
  }

  private void flow(int perSecond) {
    while (flowing) {
      sendPair();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
    }
  }

  private void sendPair() {
    long next = sent.getAndIncrement();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String id = "p" + next;
    int label = (int) (next % 10);
    int answer = next % WRONG_EVERY == 0 ? (label + 1) % 10 : label;
    String model = pipeline.model();
    send(
        PipelineTopic.PREDICTIONS,
        id,
        predictions,
        new Prediction(id, model, 1L, "", answer, List.of(), now, now, "", null, null));
    send(PipelineTopic.LABELS, id, labels, new Label(id, label, now, null));
  }

  private <T extends SpecificRecord> void send(
      PipelineTopic topic, String id, AvroSerializer<T> serializer, T value) {
    String name = pipeline.topic(topic);
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(name, id.getBytes(UTF_8), serializer.serialize(name, value)));
  }

  /** Pairs so far. */
  long sent() {
    return sent.get();
  }

  /** Of these, those that are right. */
  long right() {
    return sent() - (sent() + WRONG_EVERY - 1) / WRONG_EVERY;
  }

  /** Ends the flow, and waits until all is acknowledged. */
  void stop() throws InterruptedException {
    flowing = false;
    flow.join();
    producer.flush();
  }

  /** Sends one pair more after the end of the flow. */
  void sendLast() {
    sendPair();
    producer.flush();
  }

  @Override
  public void close() {
    flowing = false;
    producer.close();
    registry.close();
  }
}
