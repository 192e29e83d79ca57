package dev.thalweg.trainer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.TopicAdmin;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tells the learners of a pipeline, through its samples, to start anew from their weights. */
public final class Restarting {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Connection connection;
  private final Pipeline pipeline;

  public Restarting(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /**
   * Writes the directive behind all samples that are there, once for each partition, as each has a
   * learner. Whether one runs or not: it obeys when it comes to that offset.
   *
   * @return where it stands, by partition
   * @throws UserException when the topic is not there, or can't be written
   */
  public List<RecordOrigin> restart() {
    int partitions;
    try (Admin admin = connection.openAdmin()) {
      partitions = new TopicAdmin(admin, pipeline).require(PipelineTopic.SAMPLES);
    }
    Map<String, Object> config = connection.clientConfig();
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("linger.ms", 0);
    config.put("delivery.timeout.ms", 15_000);
    config.put("request.timeout.ms", 6_000);
    config.put("max.block.ms", 15_000);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      return write(producer, partitions);
    } finally {
      producer.close(CLOSE_TIMEOUT);
    }
  }

  /** The same by a producer of the caller's. */
  List<RecordOrigin> write(Producer<byte[], byte[]> producer, int partitions) {
    String unique = UUID.randomUUID().toString();
    List<RecordOrigin> written = new ArrayList<>();
    try {
      for (int partition = 0; partition < partitions; partition++) {
        RecordMetadata at =
            producer.send(LearnerDirective.RESTART.toRecord(pipeline, partition, unique)).get();
        written.add(new RecordOrigin(at.topic(), at.partition(), at.offset()));
      }
      return written;
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted before the directive was written.", e);
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new UserException(
          "The directive is in %d of %d partitions of %s, and can't be written to the next (%s): try"
                  .formatted(
                      written.size(),
                      partitions,
                      pipeline.topic(PipelineTopic.SAMPLES),
                      cause.getMessage())
              + " again, twice does no harm.",
          e);
    }
  }
}
