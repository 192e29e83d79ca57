package dev.thalweg.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records among the samples that nobody can read. */
final class Nuisance implements AutoCloseable {
  private static final int BYTES_MAX = 2_000;

  private final String topic;
  private final SplittableRandom random;
  private final KafkaProducer<byte[], byte[]> producer;

  Nuisance(Connection connection, Pipeline pipeline, SplittableRandom random) {
    this.topic = pipeline.topic(PipelineTopic.SAMPLES);
    this.random = random;
    Map<String, Object> config = connection.clientConfig();
    config.put("acks", "all");
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends one to three, without waiting. */
  void send() {
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] garbage = new byte[1 + random.nextInt(BYTES_MAX)];
      random.nextBytes(garbage);
      garbage[0] = 1; // not the wire format, whatever follows
      byte[] value = random.nextInt(8) == 0 ? null : garbage;
      // Whether it arrives makes no difference: the log is the truth.
      var unused = producer.send(new ProducerRecord<>(topic, "garbage".getBytes(UTF_8), value));
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
